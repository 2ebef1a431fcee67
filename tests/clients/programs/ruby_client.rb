# frozen_string_literal: true

# The conversation by stripe-ruby.
require "json"
require "stripe"

TASK = JSON.parse(File.read(ARGV[0], encoding: "UTF-8"))
Stripe.enable_telemetry = false
# Without this its paging goes on at api.stripe.com, whatever the client was told.
Stripe.api_base = TASK["api_base"]

def client_of(address, retries)
  Stripe.max_network_retries = retries
  Stripe::StripeClient.new(TASK["key"], api_base: address)
end

def refusal(client, given)
  options = {}
  options[:api_key] = given["api_key"] if given["api_key"]
  options[:idempotency_key] = given["idempotency_key"] if given["idempotency_key"]
  client.v1.customers.payment_sources.create(given["customer"], given["params"], options)
  nil
rescue Stripe::StripeError => e
  error = e.json_body[:error]
  [e.class.name, error[:code], error[:param], e.http_status]
end

def webhook(sent)
  event = Stripe::Webhook.construct_event(sent["body"], sent["signature"], sent["secret"])
  begin
    Stripe::Webhook.construct_event(sent["body"], sent["signature"], "whsec_wrong")
  rescue Stripe::StripeError => e
    return [event.type, e.class.name]
  end
  [event.type, nil]
end

client = client_of(TASK["api_base"], 0)
first = TASK["attach"]
attached = client.v1.customers.payment_sources.create(
  first["customer"], first["params"], { idempotency_key: first["idempotency_key"] }
)
customers = []
client.v1.customers.list({ limit: 5 }).auto_paging_each { |customer| customers << customer.id }
shown = client.v1.customers.retrieve(first["customer"], { expand: ["default_source"] })
found = client.v1.customers.search({ query: TASK["query"] })
refusals = TASK["refusals"].map { |given| refusal(client, given) }
retrying = client_of(TASK["faulty_base"], 4)
retried = TASK["pairs"].map do |customer, source|
  retrying.v1.customers.payment_sources.create(customer, { source: source }).customer
end

puts JSON.generate(
  metadata: attached.metadata.to_hash,
  customers: customers,
  default_source: shown.default_source.id,
  found: found.data.map(&:id),
  refusals: refusals,
  retried: retried,
  webhook: webhook(TASK["webhook"])
)
