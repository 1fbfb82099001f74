using HostedRuntime.Cluster;

namespace HostedRuntime.Tests.Cluster;

public sealed class SaveQueueTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task SaveAsync_ManyCallers_ShareTheNextSave()
    {
        var gates = new List<TaskCompletionSource>();
        var begun = new SemaphoreSlim(0);
        var queue = new SaveQueue(() =>
        {
            var gate = new TaskCompletionSource();
            gates.Add(gate);
            begun.Release();
            return gate.Task;
        });
        var first = queue.SaveAsync();
        await begun.WaitAsync();
        Task[] others = [.. Enumerable.Range(0, 10).Select(_ => queue.SaveAsync())];
        Assert.All(others, task => Assert.Same(others[0], task));
        Assert.Single(gates);
        gates[0].SetException(new IOException("down"));
        await Assert.ThrowsAsync<IOException>(() => first);
        await begun.WaitAsync();
        gates[1].SetResult();
        await Task.WhenAll(others);

        Assert.Equal(2, gates.Count);
    }
}
