"""What rules do with their quantities, in words: one row an effect."""

from dataclasses import dataclass

from assessment.engine.types import Effect


@dataclass(frozen=True, slots=True)
class EffectRow:
    """word: what such a rule is called by. verb: before its points, "" where it
    has none. nothing: where its
    quantity is 0. waiting: where that is not known yet."""

    word: str
    verb: str
    nothing: str
    waiting: str


EFFECTS: dict[Effect, EffectRow] = {
    Effect.DEDUCT: EffectRow(word="扣分", verb="扣", nothing="不扣分", waiting="暂不扣分"),
    Effect.SET: EffectRow(word="定分", verb="得", nothing="不改得分", waiting="暂不改得分"),
    Effect.AWARD: EffectRow(word="得分", verb="得", nothing="不得分", waiting="暂不得分"),
    Effect.BONUS: EffectRow(word="加分", verb="加", nothing="不加分", waiting="暂不加分"),
    Effect.VETO: EffectRow(word="否决", verb="", nothing="不影响等次", waiting="暂不影响等次"),
}
