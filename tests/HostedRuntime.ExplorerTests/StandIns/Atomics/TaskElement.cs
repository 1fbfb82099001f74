using HostedRuntime.Exploring;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Replaces a place in a ring, so that another thread may run between a use of the place and a use of the ring's positions. The place
/// itself is plain memory: only a thread that must not use the place yet could see the difference.
/// </summary>
internal struct TaskElement
{
    private RuntimeTask? _task;

    public RuntimeTask? Task
    {
        readonly get
        {
            Point("reads a place, there is", _task);
            return _task;
        }

        set
        {
            Point("fills a place with", value);
            _task = value;
        }
    }

    private static void Point(string verb, RuntimeTask? value)
    {
        if (ModelThread.Current is not { } thread)
            return;
        thread.Execution.Point(thread);
        thread.Execution.Note(thread, verb, value);
    }
}
