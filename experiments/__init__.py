"""MANY RUNS and what is learnt from them: the command line, sweeps, benchmarks, figures and views."""
