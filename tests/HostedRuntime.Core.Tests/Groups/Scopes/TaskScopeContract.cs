using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Groups;

/// <summary>No child outlives its scope. A failure of one child, or the end of the wait for the scope, aborts all children.</summary>
public abstract class TaskScopeContract : RuntimeUnderTest
{
    [Fact]
    public void RunScopeAsync_WhenBodyReturnsFirst_WaitsForChildren() => Run(async rt =>
    {
        var work = new Work<int>();
        var scope = rt.RunScopeAsync(async scope =>
        {
            scope.Spawn(work.RunAsync).Detach();
            await work.Started;
            return 7;
        });
        await work.Started;
        Assert.False(scope.IsCompleted);
        work.Return(1);
        Assert.Equal(7, await scope);
        Assert.True(work.HasEnded);
    });

    [Fact]
    public void RunScopeAsync_Body_IsATaskWithTheScopesToken() => Run(async rt =>
    {
        await rt.RunScopeAsync(
            scope =>
            {
                Assert.Same(rt, CurrentTask.Runtime);
                Assert.Equal("census", CurrentTask.Name);
                Assert.Equal(CurrentTask.CancellationToken, scope.CancellationToken);
                return Task.CompletedTask;
            },
            new TaskScopeOptions { Name = "census" });
    });

    [Fact]
    public void RunScopeAsync_WithoutChildren_ReturnsBodysOutcome() => Run(async rt =>
    {
        Assert.Equal(1, await rt.RunScopeAsync(_ => Task.FromResult(1)));
        var error = new FormatException();
        Assert.Same(error, await Assert.ThrowsAsync<FormatException>(() => rt.RunScopeAsync(_ => Task.FromException(error))));
    });

    [Fact]
    public void Spawn_AfterTheBodysEnd_ScopeWaitsForTheChild() => Run(async rt =>
    {
        var (gate, grandchild, spawned) = (Signals.Create(), new Work<int>(), new TaskCompletionSource<JoinHandle>());
        var scope = rt.RunScopeAsync(scope =>
        {
            spawned.SetResult(scope.Spawn(async _ =>
            {
                await gate.Task;
                scope.Spawn(grandchild.RunAsync).Detach();
            }));
            return Task.CompletedTask;
        });
        gate.SetResult();
        await grandchild.Started;
        await (await spawned.Task);
        Assert.False(scope.IsCompleted);
        grandchild.Return(0);
        await scope;
    });

    [Fact]
    public void RunScopeAsync_WhenAChildFails_AbortsSiblingsAndThrows() => Run(async rt =>
    {
        var (failing, sibling, error) = (new Work<int>(), new Work<int>(), new FormatException());
        var bodyWasAborted = false;
        var scope = rt.RunScopeAsync(async scope =>
        {
            scope.Spawn(failing.RunAsync).Detach();
            var other = scope.Spawn(sibling.RunAsync);
            try
            {
                await other;
            }
            catch (OperationCanceledException)
            {
                bodyWasAborted = true;
                throw;
            }
        });
        await Task.WhenAll(failing.Started, sibling.Started);
        failing.Throw(error);
        Assert.Same(error, await Assert.ThrowsAsync<FormatException>(() => scope));
        Assert.Equal((true, true, true), (sibling.WasCanceled, sibling.HasEnded, bodyWasAborted));
        Assert.Single(scope.Exception!.InnerExceptions);
    });

    [Fact]
    public void RunScopeAsync_WhenTwoChildrenFail_ThrowsBothFailures() => Run(async rt =>
    {
        var (first, second) = (new FormatException(), new NotSupportedException());
        var (failing, sibling) = (new Work<int>(), new Work<int> { CleanupFault = second });
        var scope = rt.RunScopeAsync(scope =>
        {
            scope.Spawn(failing.RunAsync).Detach();
            scope.Spawn(sibling.RunAsync).Detach();
            return Task.CompletedTask;
        });
        await Task.WhenAll(failing.Started, sibling.Started);
        failing.Throw(first);
        Assert.Same(first, await Assert.ThrowsAsync<FormatException>(() => scope));
        Assert.Equal([first, second], scope.Exception!.InnerExceptions);
    });

    [Fact]
    public void RunScopeAsync_WhenBodyAwaitsFailedChild_ThrowsOnce() => Run(async rt =>
    {
        var error = new FormatException();
        var scope = rt.RunScopeAsync(async scope => await scope.Spawn(async _ =>
        {
            await CurrentTask.YieldAsync();
            throw error;
        }));
        await Assert.ThrowsAsync<FormatException>(() => scope);
        Assert.Equal([error], scope.Exception!.InnerExceptions);
    });

    [Fact]
    public void RunScopeAsync_WhenTheBodyFails_AbortsChildrenFirst() => Run(async rt =>
    {
        var child = new Work<int>();
        await Assert.ThrowsAsync<FormatException>(() => rt.RunScopeAsync(async scope =>
        {
            scope.Spawn(child.RunAsync).Detach();
            await child.Started;
            throw new FormatException();
        }));
        Assert.Equal((true, true), (child.WasCanceled, child.HasEnded));
    });

    [Fact]
    public void Abort_OfOneChild_LetsItsSiblingsRun() => Run(async rt =>
    {
        var (aborted, other) = (new Work<int>(), new Work<int>());
        Assert.Equal(2, await rt.RunScopeAsync(async scope =>
        {
            var handle = scope.Spawn(aborted.RunAsync);
            var sibling = scope.Spawn(other.RunAsync);
            await Task.WhenAll(aborted.Started, other.Started);
            handle.Abort();
            await handle.JoinAsync();
            other.Return(2);
            return await sibling;
        }));
        Assert.False(other.WasCanceled);
    });

    [Fact]
    public void Abort_OfTheOwner_EndsAllChildrenFirst() => Run(async rt =>
    {
        var (one, two) = (new Work<int>(), new Work<int>());
        var owner = rt.Spawn(() => rt.RunScopeAsync(async scope =>
        {
            scope.Spawn(one.RunAsync).Detach();
            await scope.Spawn(two.RunAsync);
        }));
        await Task.WhenAll(one.Started, two.Started);
        owner.Abort();
        Assert.Equal(JoinStatus.Canceled, (await owner.JoinAsync()).Status);
        Assert.Equal((true, true), (one.WasCanceled, one.HasEnded));
        Assert.Equal((true, true), (two.WasCanceled, two.HasEnded));
    });

    [Fact]
    public void Abort_OfTheOwnerTwice_AbortsChildrenTwice() => Run(async rt =>
    {
        var mutex = new AsyncMutex();
        Assert.True(mutex.TryLock(out _));
        var body = new StubbornBody(mutex);
        var owner = rt.Spawn(() => rt.RunScopeAsync(scope =>
        {
            scope.Spawn(_ => body.RunAsync()).Detach();
            return Task.CompletedTask;
        }));
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the child waits");
        owner.Abort();
        Signals.SpinUntil(() => body.Aborts == 1 && mutex.WaiterCount == 1, "the child waits again");
        owner.Abort();
        Assert.Equal(JoinStatus.Canceled, (await owner.JoinAsync()).Status);
        Assert.Equal(2, body.Aborts);
    });

    [Fact]
    public void RunScopeAsync_WhenTokenFires_EndsChildrenThenThrows() => Run(async rt =>
    {
        using var source = new CancellationTokenSource();
        var child = new Work<int>();
        var scope = rt.RunScopeAsync(scope => Task.FromResult(scope.Spawn(child.RunAsync)), cancellationToken: source.Token);
        await child.Started;
        source.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scope);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal((true, true, TaskStatus.Canceled), (child.WasCanceled, child.HasEnded, scope.Status));
    });

    [Fact]
    public void RunScopeAsync_WhenTokenHasFired_NeverRunsTheBody() => Run(async rt =>
    {
        var ran = false;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rt.RunScopeAsync(
            _ =>
            {
                ran = true;
                return Task.CompletedTask;
            },
            cancellationToken: new CancellationToken(canceled: true)));
        Assert.False(ran);
    });

    [Fact]
    public void Cancel_WhenTheBodyReturns_KeepsItsResult() => Run(async rt =>
    {
        var child = new Work<int>();
        Assert.Equal(3, await rt.RunScopeAsync(async scope =>
        {
            scope.Spawn(child.RunAsync).Detach();
            await child.Started;
            scope.Cancel();
            return 3;
        }));
        Assert.Equal((true, true), (child.WasCanceled, child.HasEnded));
    });

    [Fact]
    public void Cancel_WhenTheBodyWaits_ThrowsWithTheScopesToken() => Run(async rt =>
    {
        var child = new Work<int>();
        TaskScope? canceled = null;
        var run = rt.RunScopeAsync(
            async scope =>
            {
                canceled = scope;
                await scope.Spawn(child.RunAsync);
            },
            new TaskScopeOptions { Name = "census" });
        await child.Started;
        canceled!.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal("Scope 'census' was cancelled from inside.", error.Message);
        Assert.Equal(canceled.CancellationToken, error.CancellationToken);
        canceled.Cancel();
    });

    [Fact]
    public void Cancel_WhenAChildIsAwaited_IsNoFailure() => Run(async rt =>
    {
        var child = new Work<int>();
        var run = rt.RunScopeAsync(async scope =>
        {
            var handle = scope.Spawn(child.RunAsync);
            scope.Spawn(async _ => await handle).Detach();
            scope.Spawn(async ct => await handle.JoinAsync(ct)).Detach();
            await child.Started;
            scope.Cancel();
        });
        await run;
        Assert.True(child.HasEnded);
    });

    [Fact]
    public void Spawn_IntoACanceledScope_NeverRuns() => Run(async rt =>
    {
        await rt.RunScopeAsync(async scope =>
        {
            scope.Cancel();
            var ran = false;
            var late = scope.Spawn(_ =>
            {
                ran = true;
                return Task.CompletedTask;
            });
            Assert.True(late.IsFinished);
            Assert.False(ran);
            await Task.CompletedTask;
        });
    });

    [Fact]
    public void Spawn_IntoAFinishedScope_ThrowsAndNamesIt() => Run(async rt =>
    {
        TaskScope? kept = null;
        await rt.RunScopeAsync(
            scope =>
            {
                kept = scope;
                return Task.CompletedTask;
            },
            new TaskScopeOptions { Name = "census" });
        var error = Assert.Throws<TaskScopeFinishedException>(() => kept!.Spawn(_ => Task.CompletedTask));
        Assert.Equal("census", error.ScopeName);
        Assert.Equal(
            "The scope 'census' has finished: its body and all of its children have ended, and nothing may outlive it."
            + " Use it only inside its body and its children; work that is to outlive it goes to IRuntimeHandle.Spawn.",
            error.Message);
        Assert.Throws<TaskScopeFinishedException>(() => kept!.SpawnBlocking(static _ => { }));
        Assert.Throws<TaskScopeFinishedException>(() => kept!.Link(CancellationToken.None));
    });

    [Fact]
    public void NestedScope_WhenItFails_FailsTheOuterScope() => Run(async rt =>
    {
        var outer = new Work<int>();
        var error = new FormatException();
        var run = rt.RunScopeAsync(scope =>
        {
            scope.Spawn(outer.RunAsync).Detach();
            scope.Spawn(_ => rt.RunScopeAsync(async inner =>
            {
                inner.Spawn(_ => Task.FromException(error)).Detach();
                await outer.Started;
            })).Detach();
            return Task.CompletedTask;
        });
        await outer.Started;
        Assert.Same(error, await Assert.ThrowsAsync<FormatException>(() => run));
        Assert.True(outer.HasEnded);
    });

    [Fact]
    public void NestedScope_WhenTheOwnerIsAborted_IsAborted() => Run(async rt =>
    {
        var innermost = new Work<int>();
        var owner = rt.Spawn(() => rt.RunScopeAsync(scope =>
        {
            scope.Spawn(_ => rt.RunScopeAsync(inner =>
            {
                inner.Spawn(innermost.RunAsync).Detach();
                return Task.CompletedTask;
            })).Detach();
            return Task.CompletedTask;
        }));
        await innermost.Started;
        owner.Abort();
        Assert.Equal(JoinStatus.Canceled, (await owner.JoinAsync()).Status);
        Assert.Equal((true, true), (innermost.WasCanceled, innermost.HasEnded));
    });

    [Fact]
    public void CancellationToken_AfterTheBodysEnd_FiresAtAFailure() => Run(async rt =>
    {
        var child = new Work<int>();
        CancellationToken token = default;
        JoinHandle? watcher = null;
        var run = rt.RunScopeAsync(scope =>
        {
            token = scope.CancellationToken;
            scope.Spawn(child.RunAsync).Detach();
            watcher = rt.Spawn(() => Task.Delay(Timeout.Infinite, scope.CancellationToken));
            return Task.CompletedTask;
        });
        await child.Started;
        child.Throw(new FormatException());
        await Assert.ThrowsAsync<FormatException>(() => run);
        Assert.True(token.IsCancellationRequested);
        Assert.IsType<TaskCanceledException>((await watcher!.JoinAsync()).Exception);
    });

    [Fact]
    public void Link_WhenItsTokenFires_FiresUntilTheScopesEnd() => Run(async rt =>
    {
        using var other = new CancellationTokenSource();
        using var before = new CancellationTokenSource();
        CancellationToken linked = default, fired = default;
        await rt.RunScopeAsync(scope =>
        {
            (linked, fired) = (scope.Link(other.Token), scope.Link(before.Token));
            before.Cancel();
            Assert.Equal((false, true), (linked.IsCancellationRequested, fired.IsCancellationRequested));
            return Task.CompletedTask;
        });
        other.Cancel();
        Assert.False(linked.IsCancellationRequested);
    });

    [Fact]
    public void ShutdownAsync_OfTheRuntime_CancelsTheScope() => Run(async rt =>
    {
        using var other = Create();
        var child = new Work<int>();
        var run = other.RunScopeAsync(async scope => await scope.Spawn(child.RunAsync));
        await child.Started;
        await other.ShutdownAsync(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other.RunScopeAsync(_ => Task.CompletedTask));
        Assert.True(child.HasEnded);
    });
}
