"""Where a person is reached beside e-mail, as the person types it."""

from django import forms

from trust.notices.gateway import Gateway, masked
from trust.notices.models import LONGEST_ADDRESS, Channel


class AddressesForm(forms.Form):
    """A field a gateway; left empty what is kept stays. kept: addresses by channel."""

    def __init__(self, data=None, *, gateways: list[Gateway], kept: dict[str, str]):
        super().__init__(data)
        self.gateways = gateways
        for gateway in gateways:
            name, address = gateway.channel.value, kept.get(gateway.channel, "")
            self.fields[name] = _field(gateway, address)
            if address:
                self.fields[f"{name}-gone"] = forms.BooleanField(
                    label=f"删去{gateway.asks}，不再收{gateway.channel.label}", required=False
                )

    def addresses(self) -> dict[Channel, str]:
        """Return what changes, "" for what goes. Asks for a valid form."""
        found = {}
        for gateway in self.gateways:
            name = gateway.channel.value
            if typed := self.cleaned_data[name]:
                found[gateway.channel] = typed
            elif self.cleaned_data.get(f"{name}-gone"):
                found[gateway.channel] = ""
        return found


class _AddressField(forms.CharField):
    """What a gateway keeps of what was typed. How long it may be, says its form."""

    def __init__(self, gateway: Gateway, **options):
        super().__init__(**options)
        self.gateway = gateway

    def clean(self, value):
        typed = super().clean(value)
        address = self.gateway.clean(typed)
        if typed and not self.gateway.form.fullmatch(address):
            raise forms.ValidationError(self.gateway.fault)
        return address


def _field(gateway: Gateway, address: str) -> forms.CharField:
    now = f"现在是 {masked(address)}，不改的留空。" if address else f"{gateway.like}。"
    return _AddressField(
        gateway, label=gateway.asks, required=False,
        help_text=f"{now}只用于发送{gateway.channel.label}，他人看不到。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": LONGEST_ADDRESS}),
    )  # fmt: skip
