namespace HostedRuntime.Testing;

/// <summary>The orders that a test explores: those of the flavor on which the code will run.</summary>
public enum ScheduleModel
{
    /// <summary>
    /// Any ready task may run next, and a task may be interrupted before each operation, as on <see cref="RuntimeFlavor.MultiThread"/>.
    /// </summary>
    AnyOrder,

    /// <summary>
    /// Tasks run first come, first served, and only an await that waits lets others run, as on <see cref="RuntimeFlavor.CurrentThread"/>.
    /// Timers and random choices are still explored.
    /// </summary>
    Fifo,
}
