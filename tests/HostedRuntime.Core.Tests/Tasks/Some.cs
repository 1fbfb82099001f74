using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tests.Tasks;

/// <summary>Tasks for tests of parts that only store tasks or pass them on.</summary>
internal static class Some
{
    public static RuntimeTask Task(TaskOwner? owner = null) => new ActionTask(owner ?? new IdleOwner(), static () => { }, default, new SpawnSite("some.cs", 1));

    public static RuntimeTask[] Tasks(int count) => [.. Enumerable.Range(0, count).Select(_ => Task())];

    /// <summary>An owner that never runs its tasks.</summary>
    private sealed class IdleOwner : TaskOwner
    {
        public override bool IsAborting => false;

        public override bool TryAdmit(RuntimeTask task) => true;

        public override bool TryAdmitBlocking(RuntimeTask task) => true;

        public override bool TryAdmitUnstarted(RuntimeTask task) => true;

        public override void Start(RuntimeTask task)
        {
        }

        public override void Schedule(RuntimeTask task)
        {
        }

        public override void ScheduleLast(RuntimeTask task, ThreadContext here)
        {
        }

        public override bool TryEnterWait() => false;

        public override void LeaveWait()
        {
        }

        public override void Register(RuntimeTask task)
        {
        }

        public override void Release(RuntimeTask task, bool registered)
        {
        }

        public override void CountEnd(RuntimeTask task)
        {
        }

        public override UnobservedFaults Faults => throw new NotSupportedException("Its tasks do not run.");

        public override void ReportFault(RuntimeTask task, Exception exception)
        {
        }
    }
}
