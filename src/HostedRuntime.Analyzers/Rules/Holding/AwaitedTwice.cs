using System.Collections.Immutable;
using HostedRuntime.Analyzers.Flow;
using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Holding;

/// <summary>HRT018: a wait of HostedRuntime is awaited twice, or kept in a field.</summary>
internal sealed class AwaitedTwice : FlowRule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT018",
        "A wait is used twice, or kept",
        "{0}, and a wait of HostedRuntime can be awaited once only: make it a Task with AsTask()",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The object behind a wait is used again for other waits as soon as it has been awaited. A second await throws.",
        helpLinkUri: Pages + "HRT018.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    protected override bool Interests(IInvocationOperation call, RuntimeApi api) => IsWait(call, api) && !call.IsAwaited();

    protected override FlowClient CreateClient(RuntimeApi api, CapturedVariables captured, ImmutableArray<IOperation> roots, Action<Diagnostic> report)
        => new Client(api, captured, report);

    private static bool IsWait(IOperation operation, RuntimeApi api)
        => operation is IInvocationOperation call && api.IsValueTask(call.Type) && api.IsOurs(call.TargetMethod);

    /// <summary>The fact about a local is that its wait has been awaited.</summary>
    private sealed class Client(RuntimeApi api, CapturedVariables captured, Action<Diagnostic> report) : FlowClient
    {
        private readonly HashSet<ISymbol> _waits = new(SymbolEqualityComparer.Default);
        private readonly HashSet<SyntaxNode> _reported = [];

        public override FlowState After(IOperation operation, FlowState state)
        {
            switch (operation)
            {
                case IFlowAnonymousFunctionOperation or ILocalFunctionOperation:
                    return state;
                case ISimpleAssignmentOperation assignment:
                    return AfterAssignment(assignment, After(assignment.Value, state));
                case IAwaitOperation wait when AwaitedLocal(wait) is { } local && _waits.Contains(local):
                    if (state[new FlowKey(local)] is not null)
                        Report(wait.Syntax, $"'{local.Name}' has been awaited before");
                    return state.With(new FlowKey(local), new Fact(wait, IsCertain: true, Subject: null));
                default:
                    return operation.ChildOperations.Aggregate(state, (facts, child) => After(child, facts));
            }
        }

        private FlowState AfterAssignment(ISimpleAssignmentOperation assignment, FlowState state)
        {
            var isWait = IsWait(assignment.Value.Unwrapped(), api);
            if (isWait && assignment.Target is IFieldReferenceOperation field)
                Report(assignment.Syntax, $"'{field.Field.Name}' keeps a wait");
            if (assignment.Target is not ILocalReferenceOperation { Local: var local } || captured.Contains(local))
                return state;
            if (isWait)
                _waits.Add(local);
            return state.Without(new FlowKey(local));
        }

        private static ILocalSymbol? AwaitedLocal(IAwaitOperation wait) => wait.Operation.Unwrapped() switch
        {
            ILocalReferenceOperation local => local.Local,
            IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: ILocalReferenceOperation local } => local.Local,
            _ => null,
        };

        private void Report(SyntaxNode place, string what)
        {
            if (_reported.Add(place))
                report(Diagnostic.Create(s_descriptor, place.GetLocation(), what));
        }
    }
}
