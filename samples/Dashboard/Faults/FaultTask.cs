using System.Runtime.CompilerServices;

namespace OrderService.Faults;

/// <summary>The spawn of a task of a fault: with a name, until the fault is switched off. Its place is that of the caller.</summary>
internal static class FaultTask
{
    public static void Spawn(
        IRuntimeHandle runtime, string name, Func<CancellationToken, Task> body, CancellationToken on, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => runtime.Spawn(body, new SpawnOptions { Name = name, StopBehavior = StopBehavior.Cancel, CancellationToken = on }, file, line).Detach();
}
