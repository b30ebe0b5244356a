"""What every section of the settings is."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Settings that belong together: none beside those that are described, none changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)
