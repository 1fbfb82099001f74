using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tasks;

/// <summary>Who a task is: name, place and time of its spawn, and a number once somebody asks, as with Task.Id.</summary>
internal struct TaskIdentity(string? name, SpawnSite site)
{
    private static long s_lastId;

    // Milliseconds of the coarse clock, 6 ns a reading; the fine one costs 26, as much as a yield.
    private readonly long _spawnedAt = Environment.TickCount64;
    private long _id;

    public readonly string? Name => name;

    public readonly TimeSpan Age => TimeSpan.FromMilliseconds(Environment.TickCount64 - _spawnedAt);

    public long Id
    {
        get
        {
            var id = Volatile.Read(ref _id);
            if (id != 0)
                return id;
            Interlocked.CompareExchange(ref _id, Interlocked.Increment(ref s_lastId), 0);
            return _id;
        }
    }

    public TaskInfo Describe(TaskKind kind, TaskState state, int polls) => new(Id, name, kind, state, site.FileName, site.Line, Age) { Polls = polls };
}
