using HostedRuntime.Exploring;

namespace HostedRuntime.Tasks;

/// <summary>Stands in for the process's: what an execution does may depend on which of its threads it is, and not on the number that the process gave that.</summary>
internal static class Environment
{
    public static int CurrentManagedThreadId => ModelThread.Current is { } thread ? thread.Execution.NumberOf(thread) : 0;

    public static long TickCount64 => System.Environment.TickCount64;
}
