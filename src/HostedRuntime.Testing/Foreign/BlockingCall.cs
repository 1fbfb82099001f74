using System.Diagnostics;

namespace HostedRuntime.Testing;

/// <summary>
/// Tells a body that blocks its thread from a lock of the engine, the kit or the BCL that another test holds for a moment. The second is
/// no event of the schedule: it must not let other tasks run.
/// </summary>
internal static class BlockingCall
{
    /// <summary>Returns whether code of a body has called an operation that blocks. Called inside the wait.</summary>
    public static bool IsOfBody()
    {
        Type? called = null;
        foreach (var frame in new StackTrace(1, fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod()?.DeclaringType is not { } type)
                continue;
            var assembly = type.Assembly;
            if (assembly == typeof(object).Assembly || assembly.GetName().Name?.StartsWith("System.", StringComparison.Ordinal) == true)
                called = type;
            else if (assembly != typeof(IRuntimeHandle).Assembly && assembly != typeof(BlockingCall).Assembly)
                return called?.Namespace is "System.Threading" or "System.Threading.Tasks" or "System.Collections.Concurrent";
            // Before the first frame of the BCL these are the notification. After it, the engine waits for a lock of its own.
            else if (called is not null)
                return false;
        }

        return false;
    }
}
