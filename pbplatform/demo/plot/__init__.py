"""The story of the demonstration: what people write, ask, price, vote and answer."""
