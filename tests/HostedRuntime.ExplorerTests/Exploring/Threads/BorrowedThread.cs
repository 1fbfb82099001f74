using System.Reflection;
using HostedRuntime.Time;

namespace HostedRuntime.Exploring;

/// <summary>
/// A thread on which an execution runs the engine. Dispose restores the engine's thread statics, the context and the ExecutionContext. So
/// the threads under model threads can be reused by the next execution; new threads cost sixty times as much as a switch. And if a check
/// throws in the middle of a poll, the test's own thread does not stay in that poll.
/// </summary>
internal readonly struct BorrowedThread : IDisposable
{
    private static readonly FieldInfo[] s_statics = FindStatics();

    private readonly ExecutionContext _flow;
    private readonly SynchronizationContext? _context;

    private BorrowedThread(ExecutionContext flow, SynchronizationContext? context)
    {
        _flow = flow;
        _context = context;
    }

    public static BorrowedThread Enter() => new(ExecutionContext.Capture()!, SynchronizationContext.Current);

    public void Dispose()
    {
        foreach (var field in s_statics)
            field.SetValue(null, null);
        ExecutionContext.Restore(_flow);
        SynchronizationContext.SetSynchronizationContext(_context);
    }

    /// <summary>
    /// Finds the thread statics of the engine. Thread statics of a generic type cannot be enumerated. Besides <c>WaiterPool</c>, which has
    /// a stand-in, the engine has one such type, which no model uses.
    /// </summary>
    private static FieldInfo[] FindStatics()
    {
        var fields = new List<FieldInfo>();
        foreach (var type in typeof(BorrowedThread).Assembly.GetTypes())
        {
            foreach (var field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.IsDefined(typeof(ThreadStaticAttribute)) || type == typeof(TimeoutWait<>))
                    continue;
                if (type.ContainsGenericParameters)
                    throw new InvalidOperationException($"{type}.{field.Name} would carry over to the next execution: the explorer needs a stand-in for it.");
                fields.Add(field);
            }
        }

        return [.. fields];
    }
}
