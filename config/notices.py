"""The section ``[notices]``: who else is told of alerts, over HTTP."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from config.addresses import parts_of_address
from config.section import Section
from models.rules import Priority, Rule


def _over_http(url: str) -> str:
    parts_of_address(url, "url")
    return url


class Webhook(Section):
    """One receiver. It is told when an alert that it wants is raised."""

    name: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$", description="What it is called in figures and lists.")
    url: Annotated[str, AfterValidator(_over_http)] = Field(description="Where it is told.")
    secret_file: Path = Field(
        description="A file with the secret by which it knows us: whsec_ and base64, as Standard Webhooks has it."
    )
    rules: tuple[Rule, ...] = Field(default=(), description="Which rules; none named: all.")
    priorities: tuple[Priority, ...] = Field(default=(), description="Which priorities; none named: all.")
    units: tuple[str, ...] = Field(default=(), description="Which stations; none named: all.")


class NoticeSettings(Section):
    """Who else is told."""

    webhooks: tuple[Webhook, ...] = Field(
        default=(), description="The receivers, each as a table [[notices.webhooks]]."
    )

    @model_validator(mode="after")
    def _consistent(self) -> "NoticeSettings":
        names = [webhook.name for webhook in self.webhooks]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two webhooks are called {', '.join(twice)}; give each a name of its own")
        return self
