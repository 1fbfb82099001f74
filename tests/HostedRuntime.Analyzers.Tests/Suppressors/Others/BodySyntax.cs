using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.Analyzers.Tests.Suppressors.Others;

/// <summary>
/// Says where bodies are by the names in the syntax alone. It is right for the short programs of pages and tests, and knows nothing of the
/// code that it checks.
/// </summary>
internal static class BodySyntax
{
    private static readonly string[] s_spawns =
        ["Spawn", "RunScopeAsync", "AllAsync", "RaceAsync", "AddCommand", "AddSetup", "Initialize", "Setup", "OnStop", "OnEvent"];

    private static readonly string[] s_hooks = ["InitializeAsync", "SetupAsync", "OnEventAsync", "StopAsync"];

    /// <summary>Returns whether the nearest function around the place is a body.</summary>
    public static bool IsAround(Location location)
    {
        var root = location.SourceTree!.GetRoot(TestContext.Current.CancellationToken);
        return IsInBody(root.FindNode(location.SourceSpan), root, []);
    }

    private static bool IsInBody(SyntaxNode place, SyntaxNode root, ImmutableHashSet<string> names)
        => place.Ancestors().FirstOrDefault(static node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MethodDeclarationSyntax) switch
        {
            AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax argument } => IsSpawn(argument),
            LocalFunctionStatementSyntax local => IsUsedByBodies(local.Identifier.ValueText, root, names),
            MethodDeclarationSyntax { AttributeLists: [{ Attributes: [{ Name: IdentifierNameSyntax { Identifier.ValueText: "RunsOnRuntime" } }] }] } => true,
            MethodDeclarationSyntax { Parent: ClassDeclarationSyntax type } method when type.BaseList?.ToString().Contains("RuntimePlugin", StringComparison.Ordinal) == true
                => s_hooks.Contains(method.Identifier.ValueText),
            MethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.PrivateKeyword) && IsUsedByBodies(method.Identifier.ValueText, root, names),
            _ => false,
        };

    /// <summary>Returns whether each use of a name is an argument of a spawn or a call in a body, and there is one.</summary>
    private static bool IsUsedByBodies(string name, SyntaxNode root, ImmutableHashSet<string> names)
    {
        var uses = root.DescendantNodes().OfType<IdentifierNameSyntax>().Where(use => use.Identifier.ValueText == name).ToList();
        return uses.Count > 0 && !names.Contains(name) && uses.All(use => use.Parent switch
        {
            ArgumentSyntax argument => IsSpawn(argument),
            InvocationExpressionSyntax call => IsInBody(call, root, names.Add(name)),
            _ => false,
        });
    }

    private static bool IsSpawn(ArgumentSyntax argument)
        => argument.Parent?.Parent is InvocationExpressionSyntax call
            && s_spawns.Contains((call.Expression is MemberAccessExpressionSyntax member ? member.Name : call.Expression as SimpleNameSyntax)?.Identifier.ValueText);
}
