"""All rows of the table of patterns, and how each finds its measures."""

from assessment.reader.counted_meanings import COUNTED_RESOLVERS
from assessment.reader.counted_patterns import COUNTED_PATTERNS
from assessment.reader.earning_meanings import EARNING_RESOLVERS
from assessment.reader.earning_patterns import EARNING_PATTERNS
from assessment.reader.giving_meanings import GIVING_RESOLVERS
from assessment.reader.giving_patterns import GIVING_PATTERNS
from assessment.reader.meanings import RESOLVERS
from assessment.reader.plain_meanings import PLAIN_RESOLVERS
from assessment.reader.plain_patterns import PLAIN_PATTERNS
from assessment.reader.rule_patterns import RULE_PATTERNS
from assessment.reader.tier_meanings import TIER_RESOLVERS
from assessment.reader.tier_patterns import TIER_PATTERNS
from assessment.reader.wider_meanings import WIDER_RESOLVERS
from assessment.reader.wider_patterns import WIDER_PATTERNS

#: Tried from top to bottom.
EVERY_PATTERN = (
    *RULE_PATTERNS,
    *WIDER_PATTERNS,
    *PLAIN_PATTERNS,
    *GIVING_PATTERNS,
    *EARNING_PATTERNS,
    *TIER_PATTERNS,
    *COUNTED_PATTERNS,
)
EVERY_RESOLVER = (
    RESOLVERS
    | WIDER_RESOLVERS
    | PLAIN_RESOLVERS
    | GIVING_RESOLVERS
    | EARNING_RESOLVERS
    | TIER_RESOLVERS
    | COUNTED_RESOLVERS
)
