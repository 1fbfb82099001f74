namespace OrderService.Faults;

/// <summary>How the tasks of a fault are spawned: with a name, and until the fault is switched off.</summary>
internal static class FaultTask
{
    public static void Spawn(IRuntimeHandle runtime, string name, Func<CancellationToken, Task> body, CancellationToken on)
        => runtime.Spawn(body, new SpawnOptions { Name = name, StopBehavior = StopBehavior.Cancel, CancellationToken = on }).Detach();
}
