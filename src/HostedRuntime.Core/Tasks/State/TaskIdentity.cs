using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// The identity of a task: its name, the place and time of its spawn, and a number. The number is assigned on first use, as Task.Id is. One
/// reference holds everything that few tasks have, so that most tasks pay for one reference only.
/// </summary>
internal struct TaskIdentity(string? name, SpawnSite site)
{
    /// <summary>
    /// At first the path of the spawn site, a string literal. Then a <see cref="TaskLabel"/>, once the task has a name or a number. At last
    /// the <see cref="TaskControl"/>, if the task needs one, which derives from the label. Each replacement copies what the previous value
    /// knew.
    /// </summary>
    private AtomicRef<object> _label = new(name is null ? site.Path : new TaskLabel(name, site.Path, (ThreadContext.CurrentTask as RuntimeTask)?.TaskId));

    /// <summary>The fields that are no references.</summary>
    public SmallPart Rest = new(site.Line);

    public readonly string? Name => (_label.Read() as TaskLabel)?.Name;

    /// <summary>The number of the task that spawned this one; null if none did, or if the task has no name.</summary>
    public readonly long? ParentId => _label.Read() is TaskLabel { ParentId: not 0 and var parent } ? parent : null;

    public readonly TimeSpan Age => CoarseClock.Between(Rest.SpawnedAt, CoarseClock.Now);

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

    /// <summary>The rarely used part of the task; null until it is needed.</summary>
    public readonly TaskControl? Control
    {
        get
        {
            // A check of the exact type, which is fast: the literal is in the cache, because all tasks of a spawn site share it.
            var label = _label.Read();
            return label is not null && label.GetType() == typeof(TaskControl) ? Unsafe.As<TaskControl>(label) : null;
        }
    }

    /// <summary>Creates the rarely used part, unless there is one.</summary>
    /// <returns>True if this call created it; otherwise false.</returns>
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

    public SpawnSite Site => new((_label.Read() as TaskLabel)?.Path ?? _label.Read() as string, Rest.Line);

    public TaskInfo Describe(TaskKind kind, TaskState state, int polls, TaskTimes? times)
    {
        var id = Id;
        var site = Site;
        var info = new TaskInfo(id, Name, kind, state, site.FileName, site.Line, Age) { Polls = polls };
        if (times is null)
            return info;
        // The age is rounded, so a task that hardly waited may have run for longer than its age.
        var idle = info.Age - times.Busy - times.Scheduled;
        return info with { Busy = times.Busy, Scheduled = times.Scheduled, Idle = idle < TimeSpan.Zero ? TimeSpan.Zero : idle };
    }

    /// <summary>
    /// The fields that are no references, in eight bytes. A nested struct next to a reference always takes at least eight bytes.
    /// </summary>
    public struct SmallPart(int line)
    {
        public readonly uint SpawnedAt = CoarseClock.Now;

        // Three bytes: compilers count lines to 16,707,565.
        private readonly ushort _lineLow = (ushort)line;
        private readonly byte _lineHigh = (byte)(line >> 16);

        /// <summary>True once the task was detached, by its options or its handle, so that no code will join it.</summary>
        public AtomicBool IsDetached;

        public readonly int Line => (_lineHigh << 16) | _lineLow;
    }
}
