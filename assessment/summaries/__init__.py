"""单位摘要: what pages over all units show of each, kept up to date by every act."""
