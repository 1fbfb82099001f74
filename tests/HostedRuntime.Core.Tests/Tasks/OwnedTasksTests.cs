using HostedRuntime.Tasks;

namespace HostedRuntime.Tests.Tasks;

public sealed class OwnedTasksTests
{
    private readonly OwnedTasks _owned = new(workers: 2);

    [Fact]
    public void Snapshot_ManyAddedSomeRemoved_HasThoseThatAreLeft()
    {
        var tasks = Some.Tasks(100);
        Array.ForEach(tasks, _owned.Add);
        Array.ForEach(tasks[20..70], _owned.Remove);

        Assert.Equal(tasks[..20].Concat(tasks[70..]).ToHashSet(), _owned.Snapshot().ToHashSet());
    }

    [Fact]
    public void Add_AfterRemove_TakesThePlaceThatWasLeft()
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
    public void Remove_ByOtherThreadsThanAdded_LosesNone()
    {
        const int Each = 20_000;
        var parts = Enumerable.Range(0, 4).Select(static _ => Some.Tasks(Each)).ToArray();
        Parallel.ForEach(parts, part => Array.ForEach(part, _owned.Add));

        // Each thread takes out what another put in, and puts in what nobody has.
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
}
