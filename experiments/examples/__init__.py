"""Short examples of other tools driving the model; each is run by the tests."""
