using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HostedRuntime.Analyzers.CodeFixes;

/// <summary>Makes the call of the runtime's own sleep.</summary>
internal static class RuntimeSleep
{
    /// <summary>Returns <c>AsyncTime.SleepAsync</c> for a time in milliseconds or as a TimeSpan.</summary>
    public static ExpressionSyntax Of(ExpressionSyntax time, ExpressionSyntax? token, SemanticModel model)
    {
        var span = model.GetTypeInfo(time).Type is { SpecialType: SpecialType.System_Int32 }
            ? SyntaxFactory.ParseExpression($"TimeSpan.FromMilliseconds({time.WithoutTrivia()})")
            : time.WithoutTrivia();
        return SyntaxFactory.ParseExpression(token is null ? $"AsyncTime.SleepAsync({span})" : $"AsyncTime.SleepAsync({span}, {token.WithoutTrivia()})");
    }
}
