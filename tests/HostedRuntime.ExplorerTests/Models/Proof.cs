using System.Diagnostics;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>What the tests of models say about them.</summary>
internal static class Proof
{
    /// <summary>No execution within the limits goes wrong.</summary>
    public static void Exhaustive(Func<Model> make, Limits? limits = null)
    {
        var start = Stopwatch.GetTimestamp();
        var failure = Explorer.Exhaust(make, limits, out var executions);
        TestContext.Current.TestOutputHelper?.WriteLine($"{executions:N0} executions in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        Assert.True(failure is null, failure?.ToString());
    }

    /// <summary>None of so many random executions goes wrong.</summary>
    public static void Sampled(Func<Model> make, int seeds = 10_000, Limits? limits = null)
    {
        var failure = Explorer.Sample(make, seeds, limits);
        Assert.True(failure is null, failure?.ToString());
    }

    /// <summary>A variant that is broken on purpose is found to be, by an exhaustive search.</summary>
    public static ExplorerFailure Broken(Func<Model> make, Limits? limits = null)
    {
        var failure = Explorer.Exhaust(make, limits);
        Assert.True(failure is not null, "The explorer did not notice what is broken here.");
        return failure;
    }
}
