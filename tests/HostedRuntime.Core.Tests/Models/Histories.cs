using CsCheck;

namespace HostedRuntime.Tests.Models;

/// <summary>Random histories of a primitive beside its model. A failure is shrunk, and printed with its seed.</summary>
internal static class Histories
{
    /// <summary>What one of the users may do, in both.</summary>
    public static GenOperation<TActual, TModel> Step<TActual, TModel>(string name, int users, Action<TActual, int> actual, Action<TModel, int> model)
        => Gen.Int[0, users - 1].Operation(user => $"{name} by {user}", actual, model);

    /// <summary>One step after the other: after each, both show the same.</summary>
    public static void Match<TActual, TModel>(Func<(TActual, TModel)> make, params GenOperation<TActual, TModel>[] steps)
        where TActual : IObserved where TModel : IObserved
        => Gen.Const(make).SampleModelBased(
            steps,
            equal: static (actual, model) => actual.Observe() == model.Observe(),
            iter: 2_000,
            printActual: static actual => actual.Observe(),
            printModel: static model => model.Observe());

    /// <summary>Some steps at the same time: what is seen after them is what some order of them, one after the other, leaves.</summary>
    public static void Linearize<TActual, TModel>(Func<(TActual, TModel)> make, params GenOperation<TActual, TModel>[] steps)
        where TActual : IObserved where TModel : IObserved
        => Gen.Const(make).SampleParallel(
            steps,
            equal: static (actual, model) => actual.Observe() == model.Observe(),
            iter: 1_000,
            printActual: static actual => actual.Observe(),
            printModel: static model => model.Observe());
}
