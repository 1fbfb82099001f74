// The explorer runs one model thread at a time, and static fields of the engine belong to the execution that runs.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
