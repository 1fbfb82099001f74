using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tasks;

/// <summary>
/// Who a task is: name, place and time of its spawn, and a number once somebody asks, as with Task.Id. One word holds all that few tasks
/// have, so that the many pay for one reference.
/// </summary>
internal struct TaskIdentity(string? name, SpawnSite site)
{
    /// <summary>
    /// The path of the spawn, a literal of the compiler. In its place from the first need on: a label, when the task has a name or somebody asked
    /// for its number; and in place of either the <see cref="TaskControl"/>, which is a label too. Each takes over what the one before it said.
    /// </summary>
    private AtomicRef<object> _label = new(name is null ? site.Path : new TaskLabel(name, site.Path));

    /// <summary>All that is no reference.</summary>
    public SmallPart Rest = new(site.Line);

    public readonly string? Name => (_label.Read() as TaskLabel)?.Name;

    public readonly TimeSpan Age => TimeSpan.FromMilliseconds((long)(Now - Rest.SpawnedAt) << 4);

    public long Id
    {
        get
        {
            while (true)
            {
                var seen = _label.Read();
                if (seen is TaskLabel label)
                    return label.Id;
                _label.CompareExchange(new TaskLabel(null, (string?)seen), seen);
            }
        }
    }

    /// <summary>The task's cold part; null until somebody needed it.</summary>
    public readonly TaskControl? Control
    {
        get
        {
            // The exact type, of an object that is warm: the literal is the same for all tasks of its place.
            var label = _label.Read();
            return label is not null && label.GetType() == typeof(TaskControl) ? Unsafe.As<TaskControl>(label) : null;
        }
    }

    private static uint Now => (uint)(Environment.TickCount64 >> 4);

    /// <summary>Puts a cold part in, unless there is one. False: there is, and it stays.</summary>
    public bool TryMakeControl(RuntimeTask task, out TaskControl control)
    {
        while (true)
        {
            var seen = _label.Read();
            if (seen is TaskControl there)
            {
                control = there;
                return false;
            }

            control = new TaskControl(task, seen as TaskLabel ?? new TaskLabel(null, (string?)seen));
            if (ReferenceEquals(_label.CompareExchange(control, seen), seen))
                return true;
        }
    }

    public TaskInfo Describe(TaskKind kind, TaskState state, int polls, TaskTimes? times)
    {
        var id = Id;
        var site = new SpawnSite((_label.Read() as TaskLabel)?.Path, Rest.Line);
        var info = new TaskInfo(id, Name, kind, state, site.FileName, site.Line, Age) { Polls = polls };
        if (times is null)
            return info;
        // The age is rounded: a task that hardly waited may be younger by it than it ran.
        var idle = info.Age - times.Busy - times.Scheduled;
        return info with { Busy = times.Busy, Scheduled = times.Scheduled, Idle = idle < TimeSpan.Zero ? TimeSpan.Zero : idle };
    }

    /// <summary>Eight bytes. Apart, because beside a reference each struct in a struct takes eight of its own.</summary>
    public struct SmallPart(int line)
    {
        // Steps of 16 ms of the coarse clock (6 ns a reading; the fine one costs 26, as much as a yield): two years in half the room.
        public readonly uint SpawnedAt = Now;

        // Three bytes: compilers count lines to 16,707,565.
        private readonly ushort _lineLow = (ushort)line;
        private readonly byte _lineHigh = (byte)(line >> 16);

        /// <summary>Nobody will await the task.</summary>
        public AtomicBool IsDetached;

        public readonly int Line => (_lineHigh << 16) | _lineLow;
    }
}
