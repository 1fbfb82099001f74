using HostedRuntime.Exploring;

namespace HostedRuntime.Tasks;

/// <summary>
/// Replaces the environment of the process. An execution may depend on which of its threads runs, but not on the number that the process
/// gave that thread.
/// </summary>
internal static class Environment
{
    public static int CurrentManagedThreadId => ModelThread.Current is { } thread ? thread.Execution.NumberOf(thread) : 0;

    public static long TickCount64 => System.Environment.TickCount64;
}
