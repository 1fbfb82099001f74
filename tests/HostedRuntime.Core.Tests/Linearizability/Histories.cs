using CsCheck;

namespace HostedRuntime.Tests.Linearizability;

/// <summary>Compares random histories of a primitive with its model. A failure is shrunk, and printed with its seed.</summary>
internal static class Histories
{
    /// <summary>Creates a step that a random user takes, in the primitive and in the model.</summary>
    public static GenOperation<TActual, TModel> Step<TActual, TModel>(string name, int users, Action<TActual, int> actual, Action<TModel, int> model)
        => Gen.Int[0, users - 1].Operation(user => $"{name} by {user}", actual, model);

    /// <summary>Runs the steps one after the other. After each step, the primitive and the model must show the same state.</summary>
    public static void Match<TActual, TModel>(Func<(TActual, TModel)> make, params GenOperation<TActual, TModel>[] steps)
        where TActual : IObserved where TModel : IObserved
        => Gen.Const(make).SampleModelBased(
            steps,
            equal: static (actual, model) => actual.Observe() == model.Observe(),
            iter: 2_000,
            printActual: static actual => actual.Observe(),
            printModel: static model => model.Observe());

    /// <summary>Runs some steps at the same time. The state afterwards must be that of some sequential order of the steps.</summary>
    public static void Linearize<TActual, TModel>(Func<(TActual, TModel)> make, params GenOperation<TActual, TModel>[] steps)
        where TActual : IObserved where TModel : IObserved
        => Gen.Const(make).SampleParallel(
            steps,
            equal: static (actual, model) => actual.Observe() == model.Observe(),
            iter: 1_000,
            printActual: static actual => actual.Observe(),
            printModel: static model => model.Observe());
}
