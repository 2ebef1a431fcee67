"""The part of stripe-java's public face that the snippet speaks to: signatures, no bodies.

Names, parameters and checked exceptions are stripe-java's own; what a method does is left
out, as the compiler asks for nothing more.
"""

from pathlib import Path
from typing import Final

_IMPORTS: Final = (
    "import com.stripe.exception.*; import com.stripe.model.*; import com.stripe.net.*; "
    "import com.stripe.param.*;"
)

_BUILDER: Final = "public static Builder builder() { return null; } public static class Builder"

#: A class of the SDK by its package, with its members.
_CLASSES: Final = {
    "com.stripe.Stripe": """
        public static volatile String apiKey;
        public static void overrideApiBase(String overriddenApiBase) {}
    """,
    "com.stripe.exception.StripeException extends Exception": """
        private static final long serialVersionUID = 2L;
    """,
    "com.stripe.net.RequestOptions": f"""
        {_BUILDER} {{
            public Builder setIdempotencyKey(String idempotencyKey) {{ return this; }}
            public RequestOptions build() {{ return null; }}
        }}
    """,
    "com.stripe.param.CustomerRetrieveParams": f"""
        {_BUILDER} {{
            public Builder addExpand(String element) {{ return this; }}
            public CustomerRetrieveParams build() {{ return null; }}
        }}
    """,
    "com.stripe.param.PaymentSourceCollectionCreateParams": f"""
        {_BUILDER} {{
            public Builder setSource(String source) {{ return this; }}
            public Builder putMetadata(String key, String value) {{ return this; }}
            public PaymentSourceCollectionCreateParams build() {{ return null; }}
        }}
    """,
    "com.stripe.model.PaymentSource": "",
    "com.stripe.model.PaymentSourceCollection": """
        public PaymentSource create(java.util.Map<String, Object> params)
            throws StripeException { return null; }
        public PaymentSource create(PaymentSourceCollectionCreateParams params)
            throws StripeException { return null; }
        public PaymentSource create(
            PaymentSourceCollectionCreateParams params, RequestOptions options)
            throws StripeException { return null; }
    """,
    "com.stripe.model.Customer": """
        public static Customer retrieve(
            String customer, CustomerRetrieveParams params, RequestOptions options)
            throws StripeException { return null; }
        public PaymentSourceCollection getSources() { return null; }
    """,
}


def write_java_shapes(folder: Path) -> list[Path]:
    """Write each class into a file of its own, as Java wants it; the files."""
    files = []
    for declared, members in _CLASSES.items():
        path, _, extends = declared.partition(" ")
        package, _, name = path.rpartition(".")
        file = folder.joinpath(*package.split("."), f"{name}.java")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f"package {package};\n{_IMPORTS}\npublic class {name} {extends} {{ {members} }}\n",
            encoding="utf-8",
        )
        files.append(file)
    return files
