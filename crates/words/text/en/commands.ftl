# What only commands say.
