using System.Runtime.CompilerServices;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Groups;

/// <summary>
/// A group refers to no task that has ended. So a group that lives as long as its process needs memory only for its present tasks.
/// </summary>
public sealed class GroupLeakTests
{
    private const int Tasks = 20_000;

    public static TheoryData<string> Groups => ["set", "map", "tracker", "scope", "linked token"];

    [Theory]
    [MemberData(nameof(Groups))]
    public void LongLivedGroup_WhenTasksHaveEnded_ReleasesThem(string group)
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        var results = new List<WeakReference>();
        var isOver = Signals.Create();
        var keeper = runtime.Spawn(() => KeepAsync(runtime, group, results, isOver.Task));
        Signals.SpinUntil(() => Volatile.Read(ref _passed) == Tasks || keeper.IsFinished, "all tasks have passed");
        Assert.False(keeper.IsFinished, keeper.IsFinished ? keeper.JoinAsync().AsTask().Result.Exception?.ToString() : null);
        // Buffers of the workers keep the last few results for a while. A leak would keep all of them.
        Signals.SpinUntil(
            () =>
            {
                GC.Collect();
                lock (results)
                    return results.Count(static result => result.IsAlive) < Tasks / 100;
            },
            "the results are collected");
        isOver.SetResult();
        runtime.BlockOn(async () => await keeper);
    }

    private int _passed;

    /// <summary>Passes many tasks through a group, a few at a time, and keeps the group.</summary>
    private async Task KeepAsync(IRuntime runtime, string group, List<WeakReference> results, Task isOver)
    {
        switch (group)
        {
            case "set":
                await using (var set = new JoinSet<object>(runtime))
                {
                    for (var i = 0; i < Tasks; i++)
                    {
                        set.Spawn(_ => Task.FromResult(Noted(results)));
                        await PassAsync(async () => await set.JoinNextAsync());
                    }

                    await isOver;
                }

                break;
            case "map":
                await using (var map = new JoinMap<int, object>(runtime))
                {
                    // Each key is used a second time before its first result is taken, because a replaced result has to be released too.
                    for (var i = 0; i < Tasks; i++)
                    {
                        map.Spawn(i / 2, _ => Task.FromResult(Noted(results)));
                        await PassAsync(async () => _ = i % 2 == 1 ? await map.JoinNextAsync() : null);
                    }

                    await isOver;
                }

                break;
            case "tracker":
                var tracker = new TaskTracker(runtime);
                for (var i = 0; i < Tasks; i++)
                    await PassAsync(async () => await tracker.Spawn(_ => Task.FromResult(Noted(results))));
                tracker.Close();
                await tracker.WaitAsync();
                await isOver;
                GC.KeepAlive(tracker);
                break;
            case "scope":
                await runtime.RunScopeAsync(async scope =>
                {
                    for (var i = 0; i < Tasks; i++)
                        await PassAsync(async () => await scope.Spawn(_ => Task.FromResult(Noted(results))));
                    await isOver;
                });
                break;
            default:
                using (var source = new CancellationTokenSource())
                {
                    for (var i = 0; i < Tasks; i++)
                    {
                        await PassAsync(() => runtime.RunScopeAsync(scope =>
                        {
                            var noted = Noted(results);
                            scope.Link(source.Token).UnsafeRegister(static _ => { }, noted);
                            return Task.CompletedTask;
                        }));
                    }

                    await isOver;
                }

                break;
        }
    }

    private async Task PassAsync(Func<Task> pass)
    {
        await pass();
        Volatile.Write(ref _passed, _passed + 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object Noted(List<WeakReference> results)
    {
        var result = new object();
        lock (results)
            results.Add(new WeakReference(result));
        return result;
    }
}
