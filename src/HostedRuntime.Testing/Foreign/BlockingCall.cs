using System.Diagnostics;
using System.Reflection;

namespace HostedRuntime.Testing;

/// <summary>
/// Tells a body that blocks its thread from other code that waits a moment for a lock which another test holds. Such code is the engine,
/// the kit, the BCL, and whatever observes them. Its wait is no event of the schedule, because it does not come again: it must not let
/// other tasks run.
/// </summary>
internal static class BlockingCall
{
    // A listener of traces, events or measurements is called by these types of the BCL.
    private const string ObservingNamespace = "System.Diagnostics";

    /// <summary>Assemblies that call code which observes: the providers and sinks of logs.</summary>
    private static readonly HashSet<string?> s_observing = ["Microsoft.Extensions.Logging", "Microsoft.Extensions.Logging.Abstractions", "Serilog", "NLog"];

    /// <summary>Returns what the body of this thread waits for. Called inside the wait.</summary>
    /// <remarks>
    /// From the wait outwards, the stack has: the notification, methods of the BCL, and their caller. If that is the engine or the kit, the
    /// lock is one of theirs. Otherwise it is code of the body, unless it was called to observe.
    /// </remarks>
    public static BodyWait Find()
    {
        BodyWait? found = null;
        Type? called = null;
        var isLock = false;
        foreach (var frame in new StackTrace(1, fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod() is not { DeclaringType: { } type } method)
                continue;
            var assembly = type.Assembly;
            if (IsOfBcl(assembly))
            {
                if (IsIn(type, ObservingNamespace))
                    return BodyWait.None;
                called = type;
                isLock |= IsEntryOfLock(type, method.Name);
            }
            else if (assembly == typeof(IRuntimeHandle).Assembly || assembly == typeof(BlockingCall).Assembly)
            {
                // Before the first method of the BCL these are the notification.
                if (called is not null)
                    return found ?? BodyWait.None;
            }
            else if (s_observing.Contains(assembly.GetName().Name))
            {
                return BodyWait.None;
            }
            else
            {
                found ??= called?.Namespace is not ("System.Threading" or "System.Threading.Tasks" or "System.Collections.Concurrent") ? BodyWait.None
                    : isLock ? BodyWait.Lock
                    : BodyWait.Signal;
            }
        }

        return found ?? BodyWait.None;
    }

    private static bool IsOfBcl(Assembly assembly)
        => assembly == typeof(object).Assembly || assembly.GetName().Name?.StartsWith("System.", StringComparison.Ordinal) == true;

    private static bool IsIn(Type type, string space)
        => type.Namespace is { } name && name.StartsWith(space, StringComparison.Ordinal) && (name.Length == space.Length || name[space.Length] == '.');

    private static bool IsEntryOfLock(Type type, string method)
        => (type == typeof(Monitor) || type == typeof(Lock) || type == typeof(ReaderWriterLockSlim)) && method.Contains("Enter", StringComparison.Ordinal);
}
