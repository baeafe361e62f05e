"""WHO decides and how: families and children, schools, authorities, AP units, the tribunal, partners.

One file a kind: its columns, the names of its parameters, and its rules. A rule is a scalar
function for one agent at one moment, in plain ``if`` and arithmetic, with luck passed in.
"""
