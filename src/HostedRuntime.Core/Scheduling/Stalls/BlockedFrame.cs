using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Atomics;

namespace HostedRuntime.Scheduling;

/// <summary>Finds the method that blocks a worker, for a few of the blocking waits.</summary>
/// <remarks>
/// A stack trace takes some 50 microseconds, so at most one is taken in each interval in the process. A wait that lasts is seldom the only
/// one: the others are of the same method, or follow in a later interval.
/// </remarks>
internal static class BlockedFrame
{
    private const long IntervalMilliseconds = 100;

    private static AtomicLong s_nextAt;

    /// <summary>Returns the method, without the frames of the BCL and the engine. Called on the thread that is about to block.</summary>
    /// <returns>The type and the name of the method; null if no trace is taken now, or if there is no such frame.</returns>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A trimmed method is left out of the text.")]
    public static string? Find()
    {
        var now = Environment.TickCount64;
        var next = s_nextAt.Read();
        if (now < next || s_nextAt.CompareExchange(now + IntervalMilliseconds, next) != next)
            return null;
        foreach (var frame in new StackTrace(fNeedFileInfo: false).GetFrames())
        {
            var method = frame.GetMethod();
            if (method?.DeclaringType is { } type && type.Assembly != typeof(BlockedFrame).Assembly && type.Assembly != typeof(object).Assembly
                && type.Namespace?.StartsWith("System.", StringComparison.Ordinal) != true)
                return Stacks.MethodNames.Of(type, method.Name);
        }

        return null;
    }
}
