using HostedRuntime.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HostedRuntime.Analyzers.Rules;

/// <summary>One rule. Without state of its own, because one object serves all compilations.</summary>
internal abstract class Rule
{
    /// <summary>The address of the folder with the pages of the rules. The build writes it.</summary>
    protected const string Pages = RulePages.Root;

    /// <summary>The category of rules about mistakes that change what a program does.</summary>
    protected const string Correctness = "HostedRuntime.Correctness";

    /// <summary>The category of rules about work that leaves the runtime or holds it up.</summary>
    protected const string Scheduling = "HostedRuntime.Scheduling";

    public abstract DiagnosticDescriptor Descriptor { get; }

    /// <summary>Registers the actions of the rule for a compilation that references HostedRuntime.</summary>
    public abstract void Register(CompilationStartAnalysisContext start, RuleContext context);
}
