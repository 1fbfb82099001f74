using System.Collections.Immutable;
using HostedRuntime.Analyzers.Flow;
using HostedRuntime.Analyzers.Knowledge;
using HostedRuntime.Analyzers.Rules.Spawning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace HostedRuntime.Analyzers.Rules.Holding;

/// <summary>HRT007: a <c>using</c> disposes an object that a spawned body still uses.</summary>
internal sealed class DisposedBeforeBodyEnds : FlowRule
{
    private static readonly DiagnosticDescriptor s_descriptor = new(
        "HRT007",
        "What the body uses is disposed before the body ends",
        "The body uses '{0}', which is disposed at the end of its 'using', and nothing waits for the body before: await the task, or move the 'using' into the body",
        Correctness,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A spawned body runs on while the function that spawned it goes on. An object under 'using' is disposed when that function leaves the block.",
        helpLinkUri: Pages + "HRT007.md");

    public override DiagnosticDescriptor Descriptor => s_descriptor;

    protected override bool Interests(IInvocationOperation call, RuntimeApi api) => api.IsOnRuntime(call.TargetMethod) || api.IsInScope(call.TargetMethod);

    protected override FlowClient CreateClient(RuntimeApi api, CapturedVariables captured, ImmutableArray<IOperation> roots, Action<Diagnostic> report)
        => new Client(api, captured, report);

    private sealed class Client(RuntimeApi api, CapturedVariables captured, Action<Diagnostic> report) : RunningTasks(api, captured)
    {
        private readonly HashSet<SyntaxNode> _reported = [];
        private readonly RuntimeApi _api = api;

        protected override void Disposing(ILocalSymbol local, FlowState state)
        {
            // A runtime or a group that is disposed waits for its tasks.
            if (_api.IsHandle(local.Type) || local.Type.Name is "JoinSet" or "JoinMap")
                return;
            foreach (var task in state.Facts.Values)
            {
                if (Takes(task, local) && _reported.Add(task.Site.Syntax))
                    report(Diagnostic.Create(s_descriptor, ((IInvocationOperation)task.Site).Place(), local.Name));
            }
        }
    }
}
