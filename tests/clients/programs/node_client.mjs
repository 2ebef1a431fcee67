// The conversation by stripe-node.
import { readFileSync } from "node:fs";
import Stripe from "stripe";

const task = JSON.parse(readFileSync(process.argv[2], "utf8"));

function clientOf(address, retries) {
  const base = new URL(address);
  return new Stripe(task.key, {
    protocol: base.protocol.slice(0, -1),
    host: base.hostname,
    port: base.port,
    maxNetworkRetries: retries,
    telemetry: false,
  });
}

const stripe = clientOf(task.api_base, 0);
const { customer, params, idempotency_key: idempotencyKey } = task.attach;

async function refusal(given) {
  const options = { apiKey: given.api_key, idempotencyKey: given.idempotency_key };
  try {
    await stripe.customers.createSource(given.customer, given.params, options);
  } catch (error) {
    return [error.type, error.code ?? null, error.param ?? null, error.statusCode];
  }
  return null;
}

function webhook({ body, signature, secret }) {
  const event = stripe.webhooks.constructEvent(body, signature, secret);
  try {
    stripe.webhooks.constructEvent(body, signature, "whsec_wrong");
  } catch (error) {
    return [event.type, error.type];
  }
  return [event.type, null];
}

const attached = await stripe.customers.createSource(customer, params, { idempotencyKey });
const customers = [];
for await (const each of stripe.customers.list({ limit: 5 })) customers.push(each.id);
const shown = await stripe.customers.retrieve(customer, { expand: ["default_source"] });
const found = await stripe.customers.search({ query: task.query });
const refusals = [];
for (const each of task.refusals) refusals.push(await refusal(each));
const retrying = clientOf(task.faulty_base, 4);
const retried = [];
for (const [owner, source] of task.pairs) {
  retried.push((await retrying.customers.createSource(owner, { source })).customer);
}

const answer = {
  metadata: attached.metadata,
  customers,
  default_source: shown.default_source.id,
  found: found.data.map((each) => each.id),
  refusals,
  retried,
  webhook: webhook(task.webhook),
};
// An answer that stripe-node retries is never read to its end, and its connection would keep
// this process until the server hangs up.
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
