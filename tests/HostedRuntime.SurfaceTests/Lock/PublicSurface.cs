using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace HostedRuntime.SurfaceTests.Lock;

/// <summary>
/// The public members of an assembly, one ordered line for each, so that a change of the surface is a change of lines. Members that the
/// compiler adds to records are omitted.
/// </summary>
internal static partial class PublicSurface
{
    private static readonly SymbolDisplayFormat s_typeFormat
        = Format(SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces, SymbolDisplayKindOptions.IncludeTypeKeyword);

    private static readonly SymbolDisplayFormat s_memberFormat
        = Format(SymbolDisplayTypeQualificationStyle.NameAndContainingTypes, SymbolDisplayKindOptions.None);

    /// <summary>The assemblies of all packages.</summary>
    public static TheoryData<string> Assemblies { get; } =
    [
        "HostedRuntime.Core",
        "HostedRuntime",
        "HostedRuntime.Dashboard",
        "HostedRuntime.OpenTelemetry",
        "HostedRuntime.Orleans",
        "HostedRuntime.Serilog",
        "HostedRuntime.Testing",
    ];

    public static string Of(string assemblyName)
    {
        var compilation = CSharpCompilation.Create("Reader", references: Snippets.Assemblies.All);
        var assembly = compilation.References
            .Select(compilation.GetAssemblyOrModuleSymbol)
            .OfType<IAssemblySymbol>()
            .Single(candidate => candidate.Name == assemblyName);

        var text = new StringBuilder();
        foreach (var type in TypesOf(assembly.GlobalNamespace).Where(IsVisible).OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal))
        {
            if (text.Length > 0)
                text.Append('\n');
            text.Append(Head(type)).Append('\n');
            foreach (var member in type.GetMembers().Where(IsOwnVisibleMember).OrderBy(member => $"{member.Name} {Line(member)}", StringComparer.Ordinal))
                text.Append("    ").Append(Line(member)).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol container)
        => container.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(member => TypesOf(member).Concat(member is INamedTypeSymbol type ? [type] : []));

    private static bool IsVisible(ISymbol symbol)
        => symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
            && (symbol.ContainingType is null || IsVisible(symbol.ContainingType));

    private static bool IsOwnVisibleMember(ISymbol member)
        => IsVisible(member)
            && member is not INamedTypeSymbol and not IMethodSymbol { AssociatedSymbol: not null }
            && !member.IsImplicitlyDeclared
            && !member.GetAttributes().Any(attribute => attribute.AttributeClass!.Name == "CompilerGeneratedAttribute");

    private static string Head(INamedTypeSymbol type)
    {
        var modifier = type switch
        {
            { TypeKind: not TypeKind.Class } => "",
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        var bases = (type.BaseType is { SpecialType: SpecialType.None } derivedFrom ? [derivedFrom] : Array.Empty<INamedTypeSymbol>())
            .Concat(type.Interfaces.Where(IsVisible).OrderBy(implemented => implemented.Name, StringComparer.Ordinal))
            .Select((implemented, index) => (index == 0 ? " : " : ", ") + implemented.ToDisplayString(s_memberFormat));
        return Attributes(type) + modifier + type.ToDisplayString(s_typeFormat) + string.Concat(bases);
    }

    private static string Line(ISymbol member)
        => Attributes(member) + DefaultOf().Replace(member.ToDisplayString(s_memberFormat), "default");

    /// <summary>Returns the attributes that affect the users of a member.</summary>
    private static string Attributes(ISymbol symbol)
        => string.Concat(symbol.GetAttributes().Select(attribute => attribute.AttributeClass!.Name switch
        {
            "OverloadResolutionPriorityAttribute" => $"[P{attribute.ConstructorArguments[0].Value}] ",
            "ObsoleteAttribute" => $"[Obsolete({string.Join(", ", attribute.ConstructorArguments.Select(argument => argument.ToCSharpString()))})] ",
            "FlagsAttribute" => "[Flags] ",
            "ExperimentalAttribute" => "[Experimental] ",
            _ => "",
        }));

    [GeneratedRegex(@"default\([^)]*\)")]
    private static partial Regex DefaultOf();

    private static SymbolDisplayFormat Format(SymbolDisplayTypeQualificationStyle qualification, SymbolDisplayKindOptions kind) => new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        qualification,
        SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints | SymbolDisplayGenericsOptions.IncludeVariance,
        SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeAccessibility | SymbolDisplayMemberOptions.IncludeConstantValue,
        SymbolDisplayDelegateStyle.NameAndSignature,
        SymbolDisplayExtensionMethodStyle.StaticMethod,
        SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeModifiers | SymbolDisplayParameterOptions.IncludeExtensionThis,
        SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        SymbolDisplayLocalOptions.None,
        kind,
        SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);
}
