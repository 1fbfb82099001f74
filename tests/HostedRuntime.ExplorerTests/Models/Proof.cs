using System.Diagnostics;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>The claims that tests make about models.</summary>
internal static class Proof
{
    /// <summary>Asserts that no execution within the limits fails.</summary>
    public static void Exhaustive(Func<Model> make, Limits? limits = null)
    {
        var start = Stopwatch.GetTimestamp();
        var failure = Explorer.Exhaust(make, limits, out var executions);
        TestContext.Current.TestOutputHelper?.WriteLine($"{executions:N0} executions in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        Assert.True(failure is null, failure?.ToString());
    }

    /// <summary>Asserts that none of the random executions fails.</summary>
    public static void Sampled(Func<Model> make, int seeds = 10_000, Limits? limits = null)
    {
        var failure = Explorer.Sample(make, seeds, limits);
        Assert.True(failure is null, failure?.ToString());
    }

    /// <summary>Asserts that an exhaustive search finds the fault of a variant that is broken on purpose.</summary>
    /// <returns>The failure that was found.</returns>
    public static ExplorerFailure Broken(Func<Model> make, Limits? limits = null)
    {
        var failure = Explorer.Exhaust(make, limits);
        Assert.True(failure is not null, "The explorer did not notice what is broken here.");
        return failure;
    }
}
