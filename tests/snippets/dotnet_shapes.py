"""The part of Stripe.net's public face that the snippet speaks to, and a call that is written down.

Names, parameters and types are Stripe.net's own. A compiler asks for no more; where the program
is run as well, the one call in it prints what reached the library: each text as its UTF-16
units, so that no console gets a word in.
"""

from typing import Final

DOTNET_SHAPES: Final = """
using System;
using System.Collections.Generic;
using System.Linq;

namespace Stripe
{
    public interface IPaymentSource { string Id { get; set; } }

    public interface IStripeClient { string ApiKey { get; } }

    public class StripeClientOptions
    {
        public string ApiKey { get; set; }
        public string ApiBase { get; set; }
    }

    public class StripeClient : IStripeClient
    {
        public StripeClient(StripeClientOptions options) { Options = options; }
        public StripeClientOptions Options { get; private set; }
        public string ApiKey { get { return Options.ApiKey; } }
    }

    public static class StripeConfiguration
    {
        public static string ApiKey { get; set; }
        public static IStripeClient StripeClient { get; set; }
    }

    public class BaseOptions { }

    public class CustomerPaymentSourceCreateOptions : BaseOptions
    {
        public Dictionary<string, string> Metadata { get; set; }
        public string Source { get; set; }
        public bool? Validate { get; set; }
    }

    public class RequestOptions
    {
        public string IdempotencyKey { get; set; }
    }

    public class CustomerPaymentSourceService
    {
        public virtual IPaymentSource Create(
            string parentId,
            CustomerPaymentSourceCreateOptions options = null,
            RequestOptions requestOptions = null)
        {
            var client = StripeConfiguration.StripeClient as StripeClient;
            Say("customer", parentId);
            Say("source", options.Source);
            Say("key", requestOptions == null ? "" : requestOptions.IdempotencyKey);
            Say("base", client == null ? "" : client.Options.ApiBase);
            foreach (var each in options.Metadata ?? new Dictionary<string, string>())
            {
                Say("metadata", each.Key, each.Value);
            }
            return null;
        }

        private static void Say(string what, params string[] texts)
        {
            var units = texts.Select(
                text => string.Join(" ", text.Select(unit => ((int)unit).ToString())));
            Console.WriteLine(what + ":" + string.Join(":", units));
        }
    }
}
"""
