// The conversation by stripe-go.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/stripe/stripe-go/v0"
	"github.com/stripe/stripe-go/v0/webhook"
)

type attach struct {
	Customer       string         `json:"customer"`
	Params         map[string]any `json:"params"`
	APIKey         string         `json:"api_key"`
	IdempotencyKey string         `json:"idempotency_key"`
}

type task struct {
	APIBase    string      `json:"api_base"`
	FaultyBase string      `json:"faulty_base"`
	Key        string      `json:"key"`
	Attach     attach      `json:"attach"`
	Query      string      `json:"query"`
	Refusals   []attach    `json:"refusals"`
	Pairs      [][2]string `json:"pairs"`
	Webhook    struct {
		Body, Signature, Secret string
	} `json:"webhook"`
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func clientOf(key, base string, retries int64) *stripe.Client {
	config := &stripe.BackendConfig{
		EnableTelemetry:   stripe.Bool(false),
		LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull},
		MaxNetworkRetries: stripe.Int64(retries),
		URL:               stripe.String(base),
	}
	return stripe.NewClient(key, stripe.WithBackends(stripe.NewBackendsWithConfig(config)))
}

func create(client *stripe.Client, given attach) (*stripe.PaymentSource, error) {
	params := &stripe.PaymentSourceCreateParams{Customer: stripe.String(given.Customer)}
	for name, value := range given.Params {
		switch value := value.(type) {
		case string:
			params.AddExtra(name, value)
		case map[string]any:
			for key, text := range value {
				params.AddMetadata(key, text.(string))
			}
		}
	}
	if given.IdempotencyKey != "" {
		params.SetIdempotencyKey(given.IdempotencyKey)
	}
	return client.V1PaymentSources.Create(context.TODO(), params)
}

// stripe-go does not repeat a request whose key is in use: whoever does names the key.
func persistent(client *stripe.Client, pair [2]string) (*stripe.PaymentSource, error) {
	given := attach{
		Customer:       pair[0],
		Params:         map[string]any{"source": pair[1]},
		IdempotencyKey: "attach " + pair[1],
	}
	for tries := 1; ; tries++ {
		made, err := create(client, given)
		var refused *stripe.Error
		if tries == 4 || !errors.As(err, &refused) || refused.HTTPStatusCode != 409 {
			return made, err
		}
	}
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func refusal(told task, given attach) any {
	key := told.Key
	if given.APIKey != "" {
		key = given.APIKey
	}
	_, err := create(clientOf(key, told.APIBase, 0), given)
	var refused *stripe.Error
	if !errors.As(err, &refused) {
		return nil
	}
	return []any{string(refused.Type), orNull(string(refused.Code)), orNull(refused.Param), refused.HTTPStatusCode}
}

func verified(told task) []any {
	sent := told.Webhook
	event := must(webhook.ConstructEvent([]byte(sent.Body), sent.Signature, sent.Secret))
	_, err := webhook.ConstructEvent([]byte(sent.Body), sent.Signature, "whsec_wrong")
	if err == nil {
		return []any{string(event.Type), nil}
	}
	return []any{string(event.Type), err.Error()}
}

func main() {
	var told task
	must(0, json.Unmarshal(must(os.ReadFile(os.Args[1])), &told))
	client := clientOf(told.Key, told.APIBase, 0)
	attached := must(create(client, told.Attach))
	list := &stripe.CustomerListParams{}
	list.Limit = stripe.Int64(5)
	customers := []string{}
	for customer, err := range client.V1Customers.List(context.TODO(), list).All(context.TODO()) {
		customers = append(customers, must(customer, err).ID)
	}
	retrieve := &stripe.CustomerRetrieveParams{}
	retrieve.AddExpand("default_source")
	shown := must(client.V1Customers.Retrieve(context.TODO(), told.Attach.Customer, retrieve))
	search := &stripe.CustomerSearchParams{}
	search.Query = told.Query
	found := []string{}
	for customer, err := range client.V1Customers.Search(context.TODO(), search).All(context.TODO()) {
		found = append(found, must(customer, err).ID)
	}
	refusals := []any{}
	for _, given := range told.Refusals {
		refusals = append(refusals, refusal(told, given))
	}
	retrying := clientOf(told.Key, told.FaultyBase, 4)
	retried := []string{}
	for _, pair := range told.Pairs {
		retried = append(retried, must(persistent(retrying, pair)).Source.Customer)
	}
	answer := map[string]any{
		"metadata":       attached.Source.Metadata,
		"customers":      customers,
		"default_source": shown.DefaultSource.ID,
		"found":          found,
		"refusals":       refusals,
		"retried":        retried,
		"webhook":        verified(told),
	}
	fmt.Println(string(must(json.Marshal(answer))))
}
