"""Customers: the directory by which callers are known."""

from typing import Annotated

from pydantic import Field

from ivr.dialplan.document import Document, Name, Shape
from ivr.dialplan.messages import Message
from ivr.web.asked import Asked
from ivr.web.customers import CustomerView, NoNumber
from ivr.web.door import needs
from ivr.web.masking import masked
from ivr.web.names import Word
from ivr.web.operation import operation
from ivr.web.problems import CONFLICT, NOT_FOUND, Refused, Slip

CustomerId = Annotated[
    str,
    Shape(
        r"[^\x00-\x1f\x7f/]{1,64}",
        "客户编号最长 64 个字符，不含 /",
        "an id has at most 64 characters, no /",
    ),
]


class CustomerPath(Document):
    """A customer in the path."""

    customer: CustomerId


class CustomersQuery(Document):
    """Which customers: all, or whose ``number`` it is (in any spelling)."""

    number: Word | None = None
    after: Annotated[str, Field(max_length=64)] = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class CustomerList(Document):
    """A page of customers by their ids; ``next`` is the ``after`` of the page that follows."""

    customers: tuple[CustomerView, ...]
    next: str | None


class CustomerOrder(Document):
    """What is to be known of a customer; numbers in any spelling."""

    name: Annotated[str, Field(max_length=200)] = ""
    tier: Name | None = None
    tags: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    language: Annotated[str, Shape("zh|en|", "写 zh 或 en", "write zh or en")] = ""
    agent: Annotated[str, Shape("[0-9]{0,10}", "写分机号", "write an extension")] = ""
    starred: bool = False
    numbers: Annotated[tuple[Word, ...], Field(min_length=1, max_length=20)]


class Removed(Document):
    """That a customer is forgotten."""

    removed: bool


@operation("GET", "/v1/customers", "customers:read")
async def list_customers(asked: Asked, query: CustomersQuery) -> CustomerList:
    """All customers, page by page, or whose number it is; needs the scope pii besides."""
    if not asked.may("pii"):
        raise needs("pii", Message("客户列表需要权限 pii", "the list of customers needs the scope pii"))
    if query.number is not None:
        found = await asked.house.customers.with_number(query.number)
        return CustomerList(customers=(found,) if found else (), next=None)
    page = await asked.house.customers.page(query.after, query.limit + 1)
    more = len(page) > query.limit
    return CustomerList(customers=tuple(page[: query.limit]), next=page[query.limit - 1].id if more else None)


@operation("GET", "/v1/customers/{customer}", "customers:read", kinds=(NOT_FOUND,))
async def show_customer(asked: Asked, path: CustomerPath) -> CustomerView:
    """One customer with his numbers."""
    found = await asked.house.customers.one(path.customer)
    if found is None:
        raise _nobody(path.customer)
    return _for_reader(found, asked.may("pii"))


@operation("POST", "/v1/customers/{customer}", "customers:write", kinds=(CONFLICT,))
async def put_customer(asked: Asked, path: CustomerPath, body: CustomerOrder) -> CustomerView:
    """Keep a customer in place of what was known of him; his PIN stays."""
    fields = body.model_dump() | {"tier": body.tier or ""}
    try:
        kept = await asked.house.customers.put(CustomerView(id=path.customer, **fields))
    except NoNumber as wrong:
        raise _refused(wrong) from wrong
    return _for_reader(kept, asked.may("pii"))


@operation("POST", "/v1/customers/{customer}/remove", "customers:write", kinds=(NOT_FOUND,))
async def remove_customer(asked: Asked, path: CustomerPath) -> Removed:
    """Forget a customer, his numbers and his PIN."""
    if not await asked.house.customers.remove(path.customer):
        raise _nobody(path.customer)
    return Removed(removed=True)


def _for_reader(view: CustomerView, may_see: bool) -> CustomerView:
    """The customer with numbers and name as the reader may see them."""
    if may_see:
        return view
    # Who has no id of his own is called by his number.
    known_as = masked(view.id) if view.id in view.numbers else view.id
    name = view.name[:1] + "*" * len(view.name[1:])
    hidden = tuple(masked(number) for number in view.numbers)
    return view.model_copy(update={"id": known_as, "name": name, "numbers": hidden})


def _refused(wrong: NoNumber) -> Refused:
    if wrong.owner:
        return Refused(
            CONFLICT,
            Message("号码已属于另一位客户", "a number is another customer's: take it from him first"),
        )
    slip = Slip(
        place="body",
        pointer="#/numbers",
        what=Message("有一项不是电话号码", "one of them is no telephone number"),
        remedy=Message("检查位数；国外号码以 + 开头", "count its digits; foreign numbers begin with +"),
    )
    return Refused(CONFLICT, Message("见 errors", "see errors"), [slip])


def _nobody(customer: str) -> Refused:
    return Refused(NOT_FOUND, Message(f"没有客户 {customer}", f"there is no customer {customer}"))
