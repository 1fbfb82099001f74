using HostedRuntime.Exploring;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Stands in for a place in a ring, so that another thread may come between what is done with it and with the ring's words. The
/// place itself is plain memory: only a thread that has no right to it yet could tell.
/// </summary>
internal struct TaskCell
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
