using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tasks;

/// <summary>Who a task is: name, place and time of its spawn, and a number once somebody asks, as with Task.Id.</summary>
internal struct TaskIdentity(string? name, SpawnSite site)
{
    private static AtomicLong s_lastId;

    /// <summary>The path of the spawn, a literal of the compiler, as a rule; a pair with the name for the few tasks that have one.</summary>
    private readonly object? _label = name is null ? site.Path : new Label(name, site.Path);
    private AtomicLong _id;
    private readonly int _line = site.Line;

    // Steps of 16 ms of the coarse clock (6 ns a reading; the fine one costs 26, as much as a yield): two years in half the room.
    private readonly uint _spawnedAt = Now;

    public readonly string? Name => (_label as Label)?.Name;

    public readonly TimeSpan Age => TimeSpan.FromMilliseconds((long)(Now - _spawnedAt) << 4);

    public long Id
    {
        get
        {
            var id = _id.Read();
            if (id != 0)
                return id;
            _id.CompareExchange(s_lastId.Add(1), 0);
            return _id.Read();
        }
    }

    private static uint Now => (uint)(Environment.TickCount64 >> 4);

    private readonly SpawnSite Site => new(_label as string ?? (_label as Label)?.Path, _line);

    public TaskInfo Describe(TaskKind kind, TaskState state, int polls, TaskTimes? times)
    {
        var info = new TaskInfo(Id, Name, kind, state, Site.FileName, Site.Line, Age) { Polls = polls };
        if (times is null)
            return info;
        // The age is rounded: a task that hardly waited may be younger by it than it ran.
        var idle = info.Age - times.Busy - times.Scheduled;
        return info with { Busy = times.Busy, Scheduled = times.Scheduled, Idle = idle < TimeSpan.Zero ? TimeSpan.Zero : idle };
    }

    private sealed record Label(string Name, string? Path);
}
