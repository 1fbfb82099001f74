using System.Reflection;

namespace HostedRuntime.Tests.Contracts;

/// <summary>The contract tests that a flavor does not promise to pass, with the reasons. Every other contract test runs on it.</summary>
public sealed class NotPromised
{
    private const string OneThreadOnly = "No other thread takes over when a body blocks the only thread, because the tasks belong to that thread.";
    private const string PoolAddsThreads = "The runtime adds no thread for a blocked ThreadPool thread. The pool adds threads by its own rules.";
    private const string PoolStartsAtOnce = "Only a starved ThreadPool keeps a task from starting.";
    private const string NoWorkers = "A ThreadPool thread is no worker and has no worker index.";

    private static readonly Dictionary<(RuntimeFlavor Flavor, string Test), string> s_reasons = new()
    {
        [(RuntimeFlavor.CurrentThread, nameof(BlockOnContract.BlockOn_AsyncBody_StaysOnTheCallingThread))] = "Its tasks run on one thread, which is not the calling thread.",
        [(RuntimeFlavor.CurrentThread, nameof(BlockOnContract.BlockOn_InBlockInPlaceInBlockOn_BothBodiesRun))] = OneThreadOnly,
        [(RuntimeFlavor.CurrentThread, nameof(BlockOnContract.BlockOn_InTheInnerBlockOnBody_Throws))] = OneThreadOnly,
        [(RuntimeFlavor.CurrentThread, nameof(BlockOnContract.BlockingForms_InBlockInPlaceInBlockOn_Complete))] = OneThreadOnly,
        [(RuntimeFlavor.CurrentThread, nameof(BlockedWorkerContract.Result_OfAChildOnEveryWorker_Completes))] = OneThreadOnly,
        [(RuntimeFlavor.CurrentThread, nameof(BlockedWorkerContract.Result_NestedDeeperThanTheWorkers_Completes))] = OneThreadOnly,
        [(RuntimeFlavor.CurrentThread, nameof(BlockedWorkerContract.Result_OfAMethodWithCapturedContext_Completes))] = OneThreadOnly,
        [(RuntimeFlavor.CurrentThread, nameof(BlockedWorkerContract.Lock_HeldByABlockedBody_LetsOtherTasksRun))] = OneThreadOnly,
        [(RuntimeFlavor.CurrentThread, nameof(BlockedWorkerContract.Body_WhenItLostItsCore_KeepsItsTaskAndRuntime))] = OneThreadOnly,
        [(RuntimeFlavor.CurrentThread, nameof(BlockedWorkerContract.BlockInPlace_OnAWorker_LetsOtherTasksRun))] = OneThreadOnly,

        [(RuntimeFlavor.ThreadPool, nameof(SpawnContract.Spawn_AsyncBody_StaysOnTheWorkers))] = NoWorkers,
        [(RuntimeFlavor.ThreadPool, nameof(SpawnContract.Yield_InOneTask_LetsOtherTasksRun))] = "The ThreadPool runs both tasks at the same time.",
        [(RuntimeFlavor.ThreadPool, nameof(AbortContract.Abort_BeforeStart_CancelsAtOnceWithoutARun))] = PoolStartsAtOnce,
        [(RuntimeFlavor.ThreadPool, nameof(AbortContract.Abort_BeforeStart_ReleasesTheClosure))] = PoolStartsAtOnce,
        [(RuntimeFlavor.ThreadPool, nameof(BlockOnContract.BlockOn_ContinuationAfterItsReturn_RunsOnAWorker))] = NoWorkers,
        [(RuntimeFlavor.ThreadPool, nameof(BlockOnContract.BlockOn_OnAWorker_ThrowsWithAdvice))] = "A ThreadPool thread is no worker, and other threads run the tasks while it waits.",
        [(RuntimeFlavor.ThreadPool, nameof(ShutdownContract.Shutdown_TaskThatNeverStarted_IsCanceled))] = PoolStartsAtOnce,
        [(RuntimeFlavor.ThreadPool, nameof(BlockedWorkerContract.Result_OfAChildOnEveryWorker_Completes))] = PoolAddsThreads,
        [(RuntimeFlavor.ThreadPool, nameof(BlockedWorkerContract.Result_NestedDeeperThanTheWorkers_Completes))] = PoolAddsThreads,
        [(RuntimeFlavor.ThreadPool, nameof(BlockedWorkerContract.Result_OfAMethodWithCapturedContext_Completes))] = PoolAddsThreads,
        [(RuntimeFlavor.ThreadPool, nameof(BlockedWorkerContract.Lock_HeldByABlockedBody_LetsOtherTasksRun))] = PoolAddsThreads,
        [(RuntimeFlavor.ThreadPool, nameof(BlockedWorkerContract.Body_WhenItLostItsCore_KeepsItsTaskAndRuntime))] = PoolAddsThreads,
        [(RuntimeFlavor.ThreadPool, nameof(BlockedWorkerContract.MaxCompensatingThreads_WhenZero_RuntimeWaits))] = PoolStartsAtOnce,
        [(RuntimeFlavor.ThreadPool, nameof(BlockedWorkerContract.BlockInPlace_OnAWorker_LetsOtherTasksRun))] = NoWorkers,
    };

    /// <summary>
    /// The tests with an await of Task.Delay that an abort ends, with several awaits of the same Task, or with a Task that may end while
    /// the body suspends.
    /// </summary>
    private static readonly HashSet<string> s_foreignCalls =
    [
        nameof(AbortContract.Abort_SwallowedByTheBody_TaskCompletes),
        nameof(AbortContract.Abort_WhileWaitingWithToken_JoinThrowsCanceled),
        nameof(AbortContract.CancellationToken_WhenCallbackThrows_AbortStillCancels),
        nameof(BlockOnContract.BlockOn_SpawnedTask_ContinuesAfterTheReturn),
        nameof(ShutdownContract.Shutdown_WhileTasksFinish_DrainsThem),
        nameof(Tasks.Joins.HandleWaitContract.WaitAsync_WhenTheTaskEndsInTime_ReturnsItsOutcome),
    ];

    [Fact]
    public void Reasons_EveryKey_NamesAContractTest()
    {
        var tests = typeof(RuntimeUnderTest).Assembly.GetTypes()
            .Where(type => type.IsAbstract && type.IsSubclassOf(typeof(RuntimeUnderTest)))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Select(method => method.Name)
            .ToHashSet();
        Assert.All(s_reasons.Keys, key => Assert.Contains(key.Test, tests));
    }

    /// <summary>Returns why the test is not promised, or null.</summary>
    internal static string? Reason(RuntimeFlavor flavor, string test, bool isStarved)
    {
        if (Bodies.AreRuntimeAsync && (test == nameof(AbortContract.Abort_OfAForeignWait_LetsTheCleanupAwait) || (isStarved && s_foreignCalls.Contains(test))))
            return Bodies.ForeignCall;
        return s_reasons.GetValueOrDefault((flavor, test));
    }
}
