using HostedRuntime.Tasks;

namespace HostedRuntime.Tests.Tasks;

public sealed class OwnedTasksTests
{
    private static readonly int[] s_edges = [0, 1, 64, 128];

    private readonly OwnedTasks _owned = new(workers: 2);

    [Fact]
    public void Snapshot_AfterSomeRemoves_ReturnsTheRemainingTasks()
    {
        var tasks = Some.Tasks(100);
        Array.ForEach(tasks, _owned.Add);
        Array.ForEach(tasks[20..70], _owned.Remove);

        Assert.Equal(tasks[..20].Concat(tasks[70..]).ToHashSet(), _owned.Snapshot().ToHashSet());
    }

    [Fact]
    public void Add_AfterRemove_ReusesTheFreePlace()
    {
        var (first, second, third) = (Some.Task(), Some.Task(), Some.Task());
        _owned.Add(first);
        _owned.Add(second);
        var place = first.OwnedIndex;

        _owned.Remove(first);
        _owned.Add(third);

        Assert.Equal((-1, place), (first.OwnedIndex, third.OwnedIndex));
        Assert.Equal(new HashSet<RuntimeTask> { second, third }, _owned.Snapshot().ToHashSet());
    }

    [Fact]
    public void Remove_OnAnotherThreadThanAdd_LosesNoTask()
    {
        const int Each = 20_000;
        var parts = Enumerable.Range(0, 4).Select(static _ => Some.Tasks(Each)).ToArray();
        Parallel.ForEach(parts, part => Array.ForEach(part, _owned.Add));

        // Each thread removes the tasks that another thread added, and adds new tasks of its own.
        var more = parts.Select(static _ => Some.Tasks(Each)).ToArray();
        Parallel.For(0, parts.Length, p =>
        {
            for (var i = 0; i < Each; i++)
            {
                _owned.Add(more[p][i]);
                _owned.Remove(parts[(p + 1) % parts.Length][i]);
            }
        });

        Assert.Equal(more.SelectMany(static part => part).ToHashSet(), _owned.Snapshot().ToHashSet());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Remove_AfterManyTasks_ReleasesTheMemory(bool oneStays)
    {
        var tasks = Some.Tasks(100_000);
        var first = _owned.Capacity;
        Array.ForEach(tasks, _owned.Add);
        Assert.InRange(_owned.Capacity, tasks.Length, tasks.Length * 2);

        Array.ForEach(oneStays ? tasks[1..] : tasks, _owned.Remove);

        Assert.InRange(_owned.Capacity, first, 200);
        Assert.Equal(oneStays ? [tasks[0]] : [], _owned.Snapshot());
        // After that the list can grow again.
        Array.ForEach(tasks[1..], _owned.Add);
        Assert.Equal(oneStays ? tasks.Length : tasks.Length - 1, _owned.Snapshot().Count);
    }

    [Fact]
    public void Add_AcrossTheEdgeOfABlock_AllocatesNothing()
    {
        var tasks = Some.Tasks(129);
        Array.ForEach(tasks, _owned.Add);
        Cycle();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1_000; round++)
            Cycle();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Cycle()
        {
            foreach (var i in s_edges)
                _owned.Remove(tasks[i]);
            foreach (var i in s_edges)
                _owned.Add(tasks[i]);
        }
    }
}
