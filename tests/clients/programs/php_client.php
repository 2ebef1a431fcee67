<?php

// The conversation by stripe-php.
require getenv('STRIPE_PHP_AUTOLOAD');

use Stripe\Exception\ApiConnectionException;
use Stripe\Exception\ApiErrorException;
use Stripe\Exception\SignatureVerificationException;
use Stripe\Stripe;
use Stripe\StripeClient;
use Stripe\Webhook;

$task = json_decode(file_get_contents($argv[1]), true, 512, JSON_THROW_ON_ERROR);
Stripe::setEnableTelemetry(false);
// Without this its paging goes on at api.stripe.com, whatever the client was told.
Stripe::$apiBase = $task['api_base'];

function refusal(StripeClient $stripe, array $given): ?array
{
    $options = array_intersect_key($given, ['api_key' => 1, 'idempotency_key' => 1]);
    try {
        $stripe->customers->createSource($given['customer'], $given['params'], $options);
    } catch (ApiErrorException $error) {
        $body = $error->getJsonBody()['error'];
        $code = $body['code'] ?? null;
        return [get_class($error), $code, $body['param'] ?? null, $error->getHttpStatus()];
    }
    return null;
}

// stripe-php does not repeat a request whose connection broke: whoever does names the key.
function persistent(StripeClient $stripe, string $customer, string $source): string
{
    $options = ['idempotency_key' => "attach {$source}"];
    for ($tries = 1;; ++$tries) {
        try {
            $params = ['source' => $source];
            return $stripe->customers->createSource($customer, $params, $options)->customer;
        } catch (ApiConnectionException $error) {
            if ($tries === 4) {
                throw $error;
            }
        }
    }
}

function webhook(array $sent): array
{
    $event = Webhook::constructEvent($sent['body'], $sent['signature'], $sent['secret']);
    try {
        Webhook::constructEvent($sent['body'], $sent['signature'], 'whsec_wrong');
    } catch (SignatureVerificationException $error) {
        return [$event->type, get_class($error)];
    }
    return [$event->type, null];
}

$stripe = new StripeClient(['api_key' => $task['key'], 'api_base' => $task['api_base']]);
$first = $task['attach'];
$options = ['idempotency_key' => $first['idempotency_key']];
$attached = $stripe->customers->createSource($first['customer'], $first['params'], $options);
$customers = [];
foreach ($stripe->customers->all(['limit' => 5])->autoPagingIterator() as $customer) {
    $customers[] = $customer->id;
}
$shown = $stripe->customers->retrieve($first['customer'], ['expand' => ['default_source']]);
$found = $stripe->customers->search(['query' => $task['query']]);
$refusals = [];
foreach ($task['refusals'] as $given) {
    $refusals[] = refusal($stripe, $given);
}
Stripe::setMaxNetworkRetries(4);
$retrying = new StripeClient(['api_key' => $task['key'], 'api_base' => $task['faulty_base']]);
$retried = [];
foreach ($task['pairs'] as [$customer, $source]) {
    $retried[] = persistent($retrying, $customer, $source);
}

echo json_encode([
    // toArray() leaves out what begins with an underscore.
    'metadata' => $attached->getLastResponse()->json['metadata'],
    'customers' => $customers,
    'default_source' => $shown->default_source->id,
    'found' => array_map(fn ($each) => $each->id, $found->data),
    'refusals' => $refusals,
    'retried' => $retried,
    'webhook' => webhook($task['webhook']),
], JSON_THROW_ON_ERROR);
