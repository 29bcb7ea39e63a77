# What only pages say.
