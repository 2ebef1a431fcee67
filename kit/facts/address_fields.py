"""The hashes that several objects carry: an address, and where something is shipped."""

from typing import Final

from kit.facts.field import Field

ADDRESS_FIELDS: Final[tuple[Field, ...]] = (
    Field("city", "string", "City, town or village."),
    Field("country", "string", "Country.", "ISO 3166-1 alpha-2 code"),
    Field("line1", "string", "First line: street, post box or company."),
    Field("line2", "string", "Second line: flat, suite, unit or building."),
    Field("postal_code", "string", "Postal or ZIP code, as text: it may begin with a zero."),
    Field("state", "string", "State, county, province or region."),
)


def address(prefix: str) -> tuple[Field, ...]:
    """The fields of the address under ``prefix``.

    >>> [field.name for field in address("owner.address")][:2]
    ['owner.address.city', 'owner.address.country']
    """
    return tuple(field.under(prefix) for field in ADDRESS_FIELDS)


def shipping(prefix: str) -> tuple[Field, ...]:
    """The fields of the shipping hash under ``prefix``."""
    return (
        *address(f"{prefix}.address"),
        Field(f"{prefix}.carrier", "string", "Company that ships it, such as USPS."),
        Field(f"{prefix}.name", "string", "Name of the recipient."),
        Field(f"{prefix}.phone", "string", "Phone number of the recipient."),
        Field(f"{prefix}.tracking_number", "string", "Number by which the parcel is traced."),
    )
