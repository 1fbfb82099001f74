using System.Reflection;

namespace HostedRuntime.Tests.Contracts;

/// <summary>What a flavor does not promise: the contract tests that are not run on it, each with the reason. All others are.</summary>
public sealed class NotPromised
{
    private const string NoRelief = "No thread stands in for the one that a body blocks: its tasks belong to it.";
    private const string NoReliefOfOurs = "No thread of ours stands in for a blocked one of the pool, which adds threads when it sees fit.";
    private const string NothingHoldsThePool = "Nothing short of starving the process keeps the pool from starting a task.";
    private const string NoWorkers = "A thread of the pool is no worker and has no index.";

    private static readonly Dictionary<(RuntimeFlavor Flavor, string Test), string> s_reasons = new()
    {
        [(RuntimeFlavor.CurrentThread, nameof(BlockOnContract.BlockOn_Body_RunsOnTheCallingThreadThroughout))] = "Its tasks run on one thread, and that is not the caller's.",
        [(RuntimeFlavor.CurrentThread, nameof(BlockOnContract.BlockOn_InBlockInPlaceInBlockOn_RunsAndTheOuterBodyGoesOn))] = NoRelief,
        [(RuntimeFlavor.CurrentThread, nameof(BlockOnContract.BlockOn_InBlockInPlaceInBlockOn_ItsOwnBodyMayNotBlock))] = NoRelief,
        [(RuntimeFlavor.CurrentThread, nameof(BlockOnContract.BlockingForms_InBlockInPlaceInBlockOn_Work))] = NoRelief,
        [(RuntimeFlavor.CurrentThread, nameof(BlockedWorkerContract.Result_OfAChild_OnEveryWorkerAtOnce_ComesBack))] = NoRelief,
        [(RuntimeFlavor.CurrentThread, nameof(BlockedWorkerContract.Result_NestedDeeperThanThereAreWorkers_ComesBack))] = NoRelief,
        [(RuntimeFlavor.CurrentThread, nameof(BlockedWorkerContract.Result_OfAnAsyncMethodWithCapturedContext_ComesBack))] = NoRelief,
        [(RuntimeFlavor.CurrentThread, nameof(BlockedWorkerContract.Lock_HeldByABlockedBody_LetsTheOthersRun))] = NoRelief,
        [(RuntimeFlavor.CurrentThread, nameof(BlockedWorkerContract.Body_ThatLostItsWorker_GoesOnAsBefore))] = NoRelief,
        [(RuntimeFlavor.CurrentThread, nameof(BlockedWorkerContract.BlockInPlace_OnAWorker_GivesTheWorkerAway))] = NoRelief,

        [(RuntimeFlavor.ThreadPool, nameof(SpawnContract.Spawn_Body_RunsOnAWorkerAndStaysThere))] = NoWorkers,
        [(RuntimeFlavor.ThreadPool, nameof(SpawnContract.Yield_OfOne_LetsTheOthersRun))] = "The pool runs both at the same time.",
        [(RuntimeFlavor.ThreadPool, nameof(AbortContract.Abort_BeforeStart_NeverRunsAndIsCanceledAtOnce))] = NothingHoldsThePool,
        [(RuntimeFlavor.ThreadPool, nameof(AbortContract.Abort_BeforeStart_ReleasesTheClosure))] = NothingHoldsThePool,
        [(RuntimeFlavor.ThreadPool, nameof(BlockOnContract.BlockOn_ContinuationAfterTheRootEnded_RunsOnAWorker))] = NoWorkers,
        [(RuntimeFlavor.ThreadPool, nameof(BlockOnContract.BlockOn_OnAWorker_ThrowsAndSaysWhatToUse))] = "A thread of the pool is no worker: others run the tasks while it waits.",
        [(RuntimeFlavor.ThreadPool, nameof(ShutdownContract.Shutdown_TaskQueuedAndNeverStarted_IsCanceled))] = NothingHoldsThePool,
        [(RuntimeFlavor.ThreadPool, nameof(BlockedWorkerContract.Result_OfAChild_OnEveryWorkerAtOnce_ComesBack))] = NoReliefOfOurs,
        [(RuntimeFlavor.ThreadPool, nameof(BlockedWorkerContract.Result_NestedDeeperThanThereAreWorkers_ComesBack))] = NoReliefOfOurs,
        [(RuntimeFlavor.ThreadPool, nameof(BlockedWorkerContract.Result_OfAnAsyncMethodWithCapturedContext_ComesBack))] = NoReliefOfOurs,
        [(RuntimeFlavor.ThreadPool, nameof(BlockedWorkerContract.Lock_HeldByABlockedBody_LetsTheOthersRun))] = NoReliefOfOurs,
        [(RuntimeFlavor.ThreadPool, nameof(BlockedWorkerContract.Body_ThatLostItsWorker_GoesOnAsBefore))] = NoReliefOfOurs,
        [(RuntimeFlavor.ThreadPool, nameof(BlockedWorkerContract.MaxCompensatingThreads_Zero_LeavesTheRuntimeWaiting))] = NothingHoldsThePool,
        [(RuntimeFlavor.ThreadPool, nameof(BlockedWorkerContract.BlockInPlace_OnAWorker_GivesTheWorkerAway))] = NoWorkers,
    };

    [Fact]
    public void Names_AreThoseOfContractTests()
    {
        var tests = typeof(RuntimeUnderTest).Assembly.GetTypes()
            .Where(type => type.IsAbstract && type.IsSubclassOf(typeof(RuntimeUnderTest)))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Select(method => method.Name)
            .ToHashSet();
        Assert.All(s_reasons.Keys, key => Assert.Contains(key.Test, tests));
    }

    internal static string? Reason(RuntimeFlavor flavor, string test) => s_reasons.GetValueOrDefault((flavor, test));
}
