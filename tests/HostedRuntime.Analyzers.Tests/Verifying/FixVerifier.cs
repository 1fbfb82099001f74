using System.Reflection;
using HostedRuntime.Analyzers.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Formatting;

namespace HostedRuntime.Analyzers.Tests.Verifying;

/// <summary>Applies the code fix of a rule, compares the text, and compiles it again: no error, and the diagnostic is gone.</summary>
internal static class FixVerifier
{
    private static readonly IReadOnlyList<CodeFixProvider> s_all =
    [
        .. typeof(RuleFix).Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(RuleFix)) && type.GetCustomAttribute<ExportCodeFixProviderAttribute>() is not null)
            .Select(static type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    public static IEnumerable<string> FixedRules => s_all.SelectMany(static fix => fix.FixableDiagnosticIds);

    /// <summary>Fixes the first diagnostic of a rule in members of the usual class.</summary>
    public static async Task MembersAsync(string rule, string before, string after)
    {
        var document = await FixedAsync(rule, before, fixAll: false);
        await AssertIsAsync(rule, document, after);
    }

    /// <summary>Fixes all diagnostics of a rule in the document at once.</summary>
    public static async Task AllMembersAsync(string rule, string before, string after)
    {
        var document = await FixedAsync(rule, before, fixAll: true);
        await AssertIsAsync(rule, document, after);
    }

    /// <summary>Asserts that the rule reports and offers no fix.</summary>
    public static async Task NoneAsync(string rule, string members)
    {
        using var workspace = new AdhocWorkspace();
        var document = Document(workspace, members);
        var diagnostic = (await DiagnosticsAsync(document, rule))[0];
        Assert.Empty(await ActionsAsync(document, diagnostic));
    }

    private static async Task AssertIsAsync(string rule, Document document, string after)
    {
        var ct = TestContext.Current.CancellationToken;
        var formatted = await Formatter.FormatAsync(document, Formatter.Annotation, cancellationToken: ct);
        Assert.Equal(Verifier.Around(after).ReplaceLineEndings("\n"), (await formatted.GetTextAsync(ct)).ToString().ReplaceLineEndings("\n"));
        Assert.Empty(await DiagnosticsAsync(formatted, rule));
    }

    private static async Task<Document> FixedAsync(string rule, string before, bool fixAll)
    {
        var ct = TestContext.Current.CancellationToken;
        var workspace = new AdhocWorkspace();
        var document = Document(workspace, before);
        var found = await DiagnosticsAsync(document, rule);
        Assert.NotEmpty(found);
        var action = fixAll ? await FixAllAsync(document, found, rule) : Assert.Single(await ActionsAsync(document, found[0]));
        var change = (await action.GetOperationsAsync(ct)).OfType<ApplyChangesOperation>().Single();
        return change.ChangedSolution.GetDocument(document.Id)!;
    }

    private static async Task<CodeAction> FixAllAsync(Document document, IReadOnlyList<Diagnostic> found, string rule)
    {
        var fix = FixOf(rule);
        var context = new FixAllContext(document, fix, FixAllScope.Document, rule, fix.FixableDiagnosticIds, new Found(found), TestContext.Current.CancellationToken);
        return (await fix.GetFixAllProvider()!.GetFixAsync(context))!;
    }

    private static async Task<IReadOnlyList<CodeAction>> ActionsAsync(Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        var context = new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), TestContext.Current.CancellationToken);
        await FixOf(diagnostic.Id).RegisterCodeFixesAsync(context);
        return actions;
    }

    private static CodeFixProvider FixOf(string rule) => s_all.Single(fix => fix.FixableDiagnosticIds.Contains(rule));

    private static async Task<IReadOnlyList<Diagnostic>> DiagnosticsAsync(Document document, string rule)
    {
        var compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Sources.AssertNoErrors(compilation);
        return [.. (await Verifier.RunAsync(compilation)).Where(diagnostic => diagnostic.Id == rule)];
    }

    private static Document Document(AdhocWorkspace workspace, string members)
    {
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "UserCode", "UserCode", LanguageNames.CSharp, compilationOptions: Sources.Options, parseOptions: Sources.Language, metadataReferences: Sources.References));
        project = project.AddDocument("Usings.cs", Sources.Usings).Project;
        return project.AddDocument("Test.cs", Verifier.Around(members));
    }

    private sealed class Found(IReadOnlyList<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
            => Task.FromResult<IEnumerable<Diagnostic>>(document.Name == "Test.cs" ? diagnostics : []);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
